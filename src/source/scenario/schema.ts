/**
 * The shape of a scenario file: which keys there are and what kind of value each holds.
 *
 * Shape only: what the texts inside mean (CIDRs, routes, names) is read in the files beside this one,
 * so that a message can say more than a pattern. `vpcsim schema` prints it as JSON Schema.
 */
import { z } from 'zod';
import { PROFILE_IDS } from '../../model/profile/profiles.ts';

const text = z.string();
const scalar = z.union([z.string(), z.number()]);
const textOrList = z.union([z.string(), z.array(z.string())]);
const flagPerHalf = z.union([z.boolean(), z.record(z.string(), z.boolean())]);

const meta = (description: string, ...examples: unknown[]) => ({
  description,
  ...(examples.length > 0 && { examples }),
});

const hostObject = z.strictObject({
  ip: textOrList.meta(meta('Address, list of addresses, or range `first-last` for a fleet', '10.0.0.10')),
  eip: text.optional().meta(meta('Public address mapped one to one')),
  sg: textOrList.optional().meta(meta('Security groups')),
  forwards: z.boolean().optional().meta(meta('Forwards packets that are not for it')),
  srcDstCheck: z.boolean().optional(),
  stateful: z.boolean().optional().meta(meta('Keeps state of what it forwards')),
  policy: z.enum(['allow', 'drop']).optional(),
  state: z.enum(['running', 'stopped']).optional(),
  listens: z
    .array(scalar)
    .optional()
    .meta(meta('What it answers on', ['tcp/22', 'udp/53'])),
  proxyTo: text.optional().meta(meta('Host it opens a second conversation to')),
});

const capacity = scalar
  .optional()
  .meta(meta('What it carries at most; otherwise as its provider documents it', '1.25 Gbit/s'));

const host = z
  .union([z.string(), z.array(z.string()), hostObject], {
    error: 'expected an address, a list of addresses, or a mapping with the key "ip"',
  })
  .meta(meta('An interface of the subnet that holds its address'));

export const vpc = z.strictObject({
  cidrs: z.array(z.string()).optional().meta(meta('Address ranges; the first is the primary one')),
  subnets: z.record(z.string(), textOrList).optional(),
  azs: z.record(z.string(), z.string()).optional().meta(meta('Availability zone per subnet')),
  hosts: z.record(z.string(), host).optional(),
  account: scalar.optional(),
  region: text.optional(),
  dnsSupport: z.boolean().optional(),
});

export const site = z.strictObject({
  prefixes: z.array(z.string()),
  hosts: z.record(z.string(), textOrList).optional(),
});

const linkTypes = {
  peering: z.strictObject({
    type: z.literal('peering'),
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
  igw: z.strictObject({ type: z.literal('igw'), vpc: text, state: text.optional(), capacity }),
  eigw: z.strictObject({ type: z.literal('eigw'), vpc: text, state: text.optional(), capacity }),
  nat: z.strictObject({
    type: z.literal('nat'),
    vpc: text,
    subnet: text,
    ip: textOrList,
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
    attachments: z
      .record(z.string(), textOrList)
      .meta(meta('VPC: its subnet or subnets; site: vpn or dx; another gateway: its id')),
    attachmentState: z.record(z.string(), z.string()).optional(),
    tables: z.record(z.string(), z.array(z.string())).optional(),
    associations: z.record(z.string(), z.string()).optional(),
    propagations: z.record(z.string(), z.array(z.string())).optional(),
    applianceMode: z.record(z.string(), z.boolean()).optional(),
    sgReferencing: z.boolean().optional(),
    capacity: z.record(z.string(), scalar).optional().meta(meta('Per attachment')),
  }),
  'gateway-endpoint': z.strictObject({
    type: z.literal('gateway-endpoint'),
    vpc: text,
    prefixList: text,
    policy: z.enum(['allow', 'deny']).optional(),
    state: text.optional(),
    capacity,
  }),
  endpoint: z.strictObject({
    type: z.literal('endpoint'),
    vpc: text,
    ip: textOrList,
    service: text.meta(meta('Host, load balancer, or `aws:<service>`')),
    ports: z
      .record(z.string(), z.number())
      .optional()
      .meta(meta('Port map, front to back', { 443: 443 })),
    state: text.optional(),
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
    vpc: text,
    subnet: text,
    policy: z.enum(['allow', 'drop']).optional(),
    stateful: z.boolean().optional(),
    state: text.optional(),
    capacity,
  }),
  nlb: z.strictObject({
    type: z.literal('nlb'),
    vpc: text,
    ips: z.record(z.string(), z.string()).meta(meta('Address per subnet')),
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
    vpc: text,
    site: text,
    prefixes: z.array(z.string()).optional().meta(meta('What the gateway knows behind it')),
    localSubnets: z.array(z.string()).optional().meta(meta('Ranges of this side the gateway serves')),
    state: z.enum(['attached', 'path-down', 'detached']).optional(),
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

export const prefixList = z.array(z.string());

export const routeList = z
  .array(z.string())
  .meta(meta('`destination target [propagated] [priority=N]`', ['10.0.0.0/16 pcx-1']));

const groupRule = z.tuple([scalar, scalar, z.string()]).meta(meta('[protocol, ports, peer]'));
export const securityGroup = z.strictObject({
  in: z.array(groupRule).optional(),
  out: z.array(groupRule).optional(),
});

const aclRule = z
  .tuple([z.number(), z.enum(['allow', 'deny']), scalar, scalar, z.string()])
  .meta(meta('[number, allow | deny, protocol, ports, range]'));
export const networkAcl = z.strictObject({
  in: z.array(aclRule).optional(),
  out: z.array(aclRule).optional(),
});

export const flowOptions = z.strictObject({
  proto: scalar.optional(),
  dport: z.number().optional(),
  sport: z.number().optional(),
  icmpType: z.number().optional(),
  icmpCode: z.number().optional(),
  src: text.optional(),
  ttl: z.number().optional(),
  bytes: z.number().optional(),
  oneWay: z.boolean().optional(),
  df: z.boolean().optional(),
  idle: scalar.optional().meta(meta('Silence before the reply', '351s')),
  established: z
    .union([z.boolean(), z.literal('reply')])
    .optional()
    .meta(meta('Opened before this step: does it live on, or what becomes of a reply')),
  via: text.optional(),
  seenSource: text.optional(),
  seenSourceAtTarget: text.optional(),
  note: text.optional(),
});

export const flow = z
  .array(z.union([z.string(), z.number(), z.record(z.string(), z.unknown())]))
  .meta(meta('[from, to, delivered] or [from, to, dropped, leg, reason, hop], then options'));

const settings = z.strictObject({
  access: z.boolean().optional(),
  allowForwardedTraffic: z.boolean().optional(),
  allowGatewayTransit: z.boolean().optional(),
  useRemoteGateways: z.boolean().optional(),
  exportCustomRoutes: z.boolean().optional(),
  importCustomRoutes: z.boolean().optional(),
});

/** Parts of an event that change a little of what stands. */
const amendments = {
  addRules: z.record(z.string(), securityGroup).optional().meta(meta('Rules more in a security group')),
  removeRules: z.record(z.string(), securityGroup).optional(),
  addEntries: z.record(z.string(), networkAcl).optional().meta(meta('Rules more in an ACL, by its id')),
  srcDstCheck: z.record(z.string(), z.boolean()).optional(),
  publicAddresses: z
    .record(z.string(), z.record(z.string(), z.string()))
    .optional()
    .meta(meta('Per host: its address and the public one mapped to it')),
  settings: z
    .record(z.string(), z.record(z.string(), settings))
    .optional()
    .meta(meta('Per peering and VPC: what that side switches on or off')),
  admit: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .meta(meta('Ranges a gateway serves or an endpoint admits, accounts a service admits')),
  attachments: z
    .record(
      z.string(),
      z.strictObject({
        addRoutes: z.record(z.string(), z.array(z.string())).optional().meta(meta('Per table')),
        associate: z.record(z.string(), z.string()).optional().meta(meta('Attachment with table')),
        addSubnets: z.record(z.string(), z.array(z.string())).optional().meta(meta('Per attachment')),
      }),
    )
    .optional()
    .meta(meta('Per transit gateway')),
};

export const event = z.strictObject({
  set: z
    .record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]))
    .optional()
    .meta(meta('New state of links, hosts or attachments')),
  delete: textOrList.optional(),
  accept: textOrList.optional(),
  reject: textOrList.optional(),
  routes: z.record(z.string(), routeList).optional().meta(meta('Tables with all their routes')),
  addRoutes: z.record(z.string(), routeList).optional(),
  removeRoutes: z.record(z.string(), z.array(z.string())).optional(),
  removeCidrs: z.record(z.string(), z.array(z.string())).optional().meta(meta('Ranges a VPC gives back')),
  applianceMode: z.record(z.string(), z.boolean()).optional(),
  vpcs: z.record(z.string(), vpc).optional().meta(meta('Ranges, subnets and hosts to add')),
  links: z.record(z.string(), link).optional(),
  sgs: z.record(z.string(), securityGroup).optional(),
  acls: z.record(z.string(), networkAcl).optional(),
  prefixLists: z.record(z.string(), prefixList).optional(),
  ...amendments,
});

export const step = z.strictObject({
  at: scalar,
  event,
  refused: textOrList.optional().meta(meta('Why the control plane refuses parts of the event')),
  flows: z.array(flow).optional(),
});

const ports = z.union([scalar, z.array(scalar)]);

export const workload = z.strictObject({
  name: text,
  from: textOrList,
  to: textOrList,
  proto: scalar.optional(),
  dport: ports.optional(),
  sport: scalar.optional(),
  flows: scalar.meta(meta('How many', '50_000_000')),
  pick: z.enum(['uniform', 'zipf', 'roundRobin']).optional(),
  bytes: scalar.optional(),
  demand: scalar.optional().meta(meta('Per flow; with its duration, or its bytes', '2 Mbit/s')),
  arrive: z
    .strictObject({
      from: scalar.optional(),
      over: scalar,
      process: z.enum(['even', 'poisson']).optional(),
    })
    .optional(),
  duration: scalar.optional().meta(meta('How long a flow stays open', '10s')),
  oneWay: z.boolean().optional(),
});

export const capacityRow = z.strictObject({
  what: text.optional().meta(meta('In words')),
  from: textOrList,
  to: textOrList,
  proto: scalar.optional(),
  dport: ports.optional(),
  connections: scalar.optional().meta(meta('Open at the same time; 1 unless given', 55_001)),
  rate: scalar.optional().meta(meta('Of all connections together', '2 Gbit/s')),
  expect: z.strictObject({
    delivered: z.number().optional().meta(meta('Connections')),
    dropped: z.number().optional(),
    deliveredBps: scalar.optional(),
    reason: text.optional(),
    hop: text.optional(),
  }),
});

export const violation = z.strictObject({
  kind: text,
  from: text,
  via: text,
  to: text,
  severity: z.enum(['confirmed', 'half-open']).optional(),
});

export const generate = z.strictObject({
  mesh: z.array(z.string()).meta(meta('VPCs, each peered with every other')),
  cidr: text,
  subnet: text,
  host: text,
});

export const checks = z.strictObject({
  peerings: z.number().optional(),
  routesPerTable: z.number().optional(),
  orderedPairsDelivered: z.number().optional(),
});

export const flags = z.strictObject({
  natReturnWithoutRoute: z.boolean().optional(),
  natOverPeering: z.boolean().optional(),
  peeringSourceCheck: z.boolean().optional(),
  raisedQuotas: z.boolean().optional().meta(meta('Quotas are raised as far as the provider goes')),
});

export const controlPlaneAttempt = z.strictObject({
  attempt: z
    .union([event, z.array(event)])
    .meta(meta('Event, or several in order, tried on the network as it is at the start')),
  refused: text.optional().meta(meta('Refusal the attempt meets')),
  accepted: z.literal(true).optional(),
  lint: text.optional().meta(meta('Finding in the network the attempt leads to')),
});

/** Prose that nobody checks, where there is no attempt. */
export const controlPlaneEntry = z.looseObject({});

export const lintRule = z.string();
export const lintCount = z.int().min(0);
export const refused = textOrList;
export const refusedRoute = z
  .tuple([z.string(), z.string(), z.string()])
  .meta(meta('[table, route, refusal]'));

const record = <T extends z.ZodType>(value: T) => z.record(z.string(), value);

/** The whole file, for editors; the reader checks entry by entry with the schemas above. */
export const scenario = z
  .strictObject({
    $schema: text.optional(),
    version: z.literal(1).optional(),
    id: text.optional(),
    title: text.optional(),
    source: text.optional().meta(meta('Document the scenario is taken from')),
    why: text.optional(),
    profile: z.enum(PROFILE_IDS),
    manual: z.boolean().optional(),
    topologyNote: text.optional(),
    vpcs: record(vpc).optional(),
    sites: record(site).optional(),
    prefixLists: record(prefixList).optional(),
    links: record(link).optional(),
    routes: record(routeList).optional(),
    associations: record(z.array(z.string())).optional().meta(meta('Table `X/name` to subnets of X')),
    sgs: record(securityGroup).optional(),
    acls: record(networkAcl).optional(),
    flags: flags.optional(),
    generate: generate.optional(),
    flows: z.array(flow).optional(),
    steps: z.array(step).optional(),
    timeline: z.array(step).optional().meta(meta('Another name of `steps`')),
    changes: record(z.union([event, z.array(event)])).optional(),
    workloads: z.array(workload).optional(),
    refused: refused.optional(),
    refusedRoutes: z.array(refusedRoute).optional(),
    controlPlane: z.array(z.union([controlPlaneAttempt, controlPlaneEntry])).optional(),
    lint: z
      .union([z.array(lintRule), record(lintCount)])
      .optional()
      .meta(meta('Rules that must find something, or how often each must', { 'one-sided-route': 1 })),
    violations: z.array(violation).optional(),
    checks: checks.optional(),
    capacity: z.array(capacityRow).optional(),
    internet: z.array(z.string()).optional().meta(meta('Addresses of the hosts called internet')),
  })
  .meta({ title: 'vpcsim scenario' });
