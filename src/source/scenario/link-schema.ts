/**
 * The shape of each kind of link.
 */
import { z } from 'zod';
import { PROFILE_IDS } from '../../model/profile/profiles.ts';
import { capacity, flagPerHalf, label, meta, scalar, text, textOrList } from './schema-parts.ts';

const attachment = z.strictObject({
  vpc: text.optional(),
  subnets: z.array(z.string()).optional(),
  vpn: text.optional().meta(meta('Site')),
  dx: text.optional().meta(meta('Site')),
  tgw: text.optional(),
  unmodelled: text.optional(),
});

const front = z.strictObject({
  eni: text.optional(),
  nlb: text.optional(),
  provider: text.optional().meta(meta('Service of the provider itself')),
  unmodelled: text.optional(),
});

const tgwRoute = z.union([
  z.string(),
  z.strictObject({
    destination: text,
    attachment: text.optional().meta(meta('None: a blackhole')),
    propagated: z.boolean().optional(),
  }),
]);

const linkTypes = {
  peering: z.strictObject({
    type: z.literal('peering'),
    name: label,
    between: z.tuple([z.string(), z.string()]).meta(meta('Requester and accepter')),
    state: z.union([z.string(), z.record(z.string(), z.string())]).optional(),
    access: flagPerHalf.optional(),
    allowForwardedTraffic: flagPerHalf.optional(),
    allowGatewayTransit: flagPerHalf.optional(),
    useRemoteGateways: flagPerHalf.optional(),
    exportCustomRoutes: flagPerHalf.optional(),
    importCustomRoutes: flagPerHalf.optional(),
    capacity,
  }),
  igw: z.strictObject({ type: z.literal('igw'), name: label, vpc: text, state: text.optional(), capacity }),
  eigw: z.strictObject({ type: z.literal('eigw'), name: label, vpc: text, state: text.optional(), capacity }),
  nat: z.strictObject({
    type: z.literal('nat'),
    name: label,
    vpc: text,
    subnet: text,
    ip: textOrList.optional(),
    eni: text.optional().meta(meta('Its interface among the hosts, instead of `ip`')),
    eip: textOrList.optional(),
    kind: z.enum(['public', 'private']).optional(),
    state: text.optional(),
    snat: z.array(z.string()).optional().meta(meta('Ranges behind a Direct Connect it serves')),
    dnat: z
      .array(z.string())
      .optional()
      .meta(meta('Inbound rules', ['tcp/8080 A1:80'])),
    capacity,
  }),
  vgw: siteGateway('vgw'),
  dx: siteGateway('dx'),
  vpn: siteGateway('vpn'),
  tgw: z.strictObject({
    type: z.literal('tgw'),
    name: label,
    profile: z.enum(PROFILE_IDS).optional(),
    attachments: z
      .record(z.string(), z.union([textOrList, attachment]))
      .meta(meta('VPC: its subnet or subnets; site: vpn or dx; another gateway: its id')),
    attachmentState: z.record(z.string(), z.string()).optional(),
    tables: z.record(z.string(), z.array(tgwRoute)).optional(),
    tableNames: z.record(z.string(), z.string()).optional(),
    associations: z.record(z.string(), z.string()).optional(),
    propagations: z.record(z.string(), z.array(z.string())).optional(),
    applianceMode: z.record(z.string(), z.boolean()).optional(),
    sgReferencing: z.boolean().optional(),
    capacity: z.record(z.string(), scalar).optional().meta(meta('Per attachment')),
  }),
  'gateway-endpoint': z.strictObject({
    type: z.literal('gateway-endpoint'),
    name: label,
    vpc: text,
    prefixList: text,
    policy: z.enum(['allow', 'deny']).optional(),
    state: text.optional(),
    capacity,
  }),
  endpoint: z.strictObject({
    type: z.literal('endpoint'),
    name: label,
    vpc: text,
    ip: textOrList.optional(),
    enis: z.array(z.string()).optional().meta(meta('Its interfaces among the hosts, instead of `ip`')),
    service: z
      .union([text, front])
      .meta(meta('Host, load balancer, or `aws:<service>`; or one key that says which of them')),
    ports: z
      .union([z.record(z.string(), z.number()), z.array(z.string())])
      .optional()
      .meta(meta('Port map, front to back', { 443: 443 }, ['443', '8000-8080:9000'])),
    state: text.optional(),
    node: text.optional().meta(meta('Interface among the hosts the provider sees, instead of `nodeIp`')),
    nodeIp: text.optional().meta(meta('Address the provider sees as source')),
    healthyTargets: z.array(z.string()).optional().meta(meta('Zones with healthy targets')),
    crossZone: z.boolean().optional(),
    sg: textOrList.optional(),
    whitelist: z.array(z.string()).optional(),
    allowedPrincipals: z.array(scalar).optional(),
    privateDns: text.optional(),
    dnsName: text.optional(),
    capacity,
  }),
  gwlbe: z.strictObject({
    type: z.literal('gwlbe'),
    name: label,
    vpc: text,
    subnet: text,
    policy: z.enum(['allow', 'drop']).optional(),
    stateful: z.boolean().optional(),
    state: text.optional(),
    capacity,
  }),
  nlb: z.strictObject({
    type: z.literal('nlb'),
    name: label,
    vpc: text,
    ips: z.record(z.string(), z.string()).optional().meta(meta('Address per subnet')),
    enis: z.array(z.string()).optional().meta(meta('Its interfaces among the hosts, instead of `ips`')),
    listeners: z.array(
      z.strictObject({
        port: z.number(),
        proto: z.enum(['tcp', 'udp']).optional(),
        targets: z.array(z.string()),
        targetPort: z.number().optional(),
      }),
    ),
    crossZone: z.boolean().optional(),
    preserveClientIp: z.boolean().optional(),
    unhealthy: z.array(z.string()).optional(),
    sg: textOrList.optional(),
    capacity,
  }),
};

function siteGateway<T extends 'vgw' | 'dx' | 'vpn'>(type: T) {
  return z.strictObject({
    type: z.literal(type),
    name: label,
    vpc: text,
    site: text,
    prefixes: z.array(z.string()).optional().meta(meta('What the gateway knows behind it')),
    localSubnets: z.array(z.string()).optional().meta(meta('Ranges of this side the gateway serves')),
    state: text.optional().meta(meta('attached, path-down or detached')),
    capacity,
  });
}

export const link = z.discriminatedUnion('type', [
  linkTypes.peering,
  linkTypes.igw,
  linkTypes.eigw,
  linkTypes.nat,
  linkTypes.vgw,
  linkTypes.dx,
  linkTypes.vpn,
  linkTypes.tgw,
  linkTypes['gateway-endpoint'],
  linkTypes.endpoint,
  linkTypes.gwlbe,
  linkTypes.nlb,
]);
