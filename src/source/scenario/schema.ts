/**
 * The shape of a scenario file: which keys there are and what kind of value each holds.
 *
 * Shape only: what the texts inside mean (CIDRs, routes, names) is read in the files beside this one,
 * so that a message can say more than a pattern. `vpcsim schema` prints it as JSON Schema.
 */
import { z } from 'zod';
import { PROFILE_IDS } from '../../model/profile/profiles.ts';
import { link } from './link-schema.ts';
import { label, meta, scalar, text, textOrList } from './schema-parts.ts';

export { link };

const numbers = z.tuple([z.number(), z.number()]).meta(meta('First and last'));

/** Protocols and ports as numbers, for what has no name: `[first, last]` of each. */
const service = z.strictObject({ protocols: numbers, ports: numbers });

/** The link or object an interface belongs to, by one key. */
export const owner = z.strictObject({
  nat: text.optional(),
  endpoint: text.optional(),
  endpointNode: text.optional(),
  loadBalancer: text.optional(),
  tgw: text.optional(),
  gwlbe: text.optional(),
  unmodelled: text.optional(),
});

export const hostObject = z.strictObject({
  name: text.optional(),
  instance: text.optional().meta(meta('Machine it belongs to')),
  owner: owner
    .optional()
    .meta(meta('Whose interface it is, when it is not that of a host', { nat: 'nat-1' })),
  subnet: text.optional().meta(meta('When its addresses do not tell')),
  ip: textOrList.meta(meta('Address, list of addresses, or range `first-last` for a fleet', '10.0.0.10')),
  eip: z
    .union([z.string(), z.record(z.string(), z.string())])
    .optional()
    .meta(meta('Public address mapped one to one, or public addresses with their private ones')),
  sg: textOrList.optional().meta(meta('Security groups')),
  forwards: z.boolean().optional().meta(meta('Forwards packets that are not for it')),
  srcDstCheck: z.boolean().optional(),
  stateful: z.boolean().optional().meta(meta('Keeps state of what it forwards')),
  policy: z.enum(['allow', 'drop']).optional(),
  state: z.enum(['running', 'stopped']).optional(),
  listens: z
    .array(z.union([scalar, service]))
    .optional()
    .meta(meta('What it answers on', ['tcp/22', 'udp/53'])),
  proxyTo: text.optional().meta(meta('Host it opens a second conversation to')),
});

const host = z
  .union([z.string(), z.array(z.string()), hostObject], {
    error: 'expected an address, a list of addresses, or a mapping with the key "ip"',
  })
  .meta(meta('An interface of the subnet that holds its address'));

const subnet = z.union([
  textOrList,
  z.strictObject({
    id: text.optional().meta(meta('Otherwise the key')),
    label: text.optional().meta(meta('What its owner calls it')),
    az: text.optional(),
    cidrs: z.array(z.string()),
    table: text.optional().meta(meta('Route table associated with it')),
    acl: text.optional(),
  }),
]);

export const vpc = z.strictObject({
  name: text.optional(),
  profile: z.enum(PROFILE_IDS).optional().meta(meta('Where it differs from that of the file')),
  mainTable: text.optional().meta(meta('Key of its main table in `routes`, when it has a name of its own')),
  cidrs: z.array(z.string()).optional().meta(meta('Address ranges; the first is the primary one')),
  subnets: z.record(z.string(), subnet).optional(),
  azs: z.record(z.string(), z.string()).optional().meta(meta('Availability zone per subnet')),
  hosts: z.record(z.string(), host).optional(),
  account: scalar.optional(),
  region: text.optional(),
  dnsSupport: z.boolean().optional(),
});

export const site = z.strictObject({
  name: text.optional(),
  prefixes: z.array(z.string()),
  hosts: z.record(z.string(), textOrList).optional(),
});

export const name = z.string();
export const names = z.array(name);

export const prefixList = z.union([
  z.array(z.string()),
  z.strictObject({ name: label, cidrs: z.array(z.string()), maxEntries: z.number().optional() }),
]);

const target = z.strictObject({
  link: text.optional(),
  eni: text.optional(),
  unmodelled: text.optional(),
  local: z.literal(true).optional(),
  blackhole: z
    .union([z.literal(true), text])
    .optional()
    .meta(meta('What is gone, where that is known')),
});

const route = z.union([
  z.string(),
  z.strictObject({
    destination: text,
    target,
    propagated: z.boolean().optional(),
    priority: z.number().optional(),
  }),
]);

export const routeList = z
  .array(route)
  .meta(meta('`destination target [propagated] [priority=N]`', ['10.0.0.0/16 pcx-1']));

/** A table with an owner of its own choosing: a VPC, a site, or a gateway it is the edge table of. */
export const routeTable = z.strictObject({
  vpc: text.optional(),
  site: text.optional(),
  gateway: text.optional(),
  name: label,
  propagation: z.array(z.string()).optional().meta(meta('Gateways that write what they know into it')),
  routes: routeList,
});

const groupRule = z
  .union([
    z.tuple([scalar, scalar, z.string()]),
    service.extend({
      peer: z.strictObject({ range: text.optional(), group: text.optional(), list: text.optional() }),
    }),
  ])
  .meta(meta('[protocol, ports, peer]'));
export const securityGroup = z.strictObject({
  name: label,
  vpc: text.optional(),
  in: z.array(groupRule).optional(),
  out: z.array(groupRule).optional(),
});

const aclRule = z
  .union([
    z.tuple([z.number(), z.enum(['allow', 'deny']), scalar, scalar, z.string()]),
    service.extend({ number: z.number(), allow: z.boolean(), range: text }),
  ])
  .meta(meta('[number, allow | deny, protocol, ports, range]'));
export const networkAcl = z.strictObject({
  name: label,
  vpc: text.optional().meta(meta('Of an ACL with a name of its own, which subnets refer to')),
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

export const unmodelled = z.strictObject({ kind: text, why: text, vpc: text.optional() });

/** What the network was read from. Its words and ranges are then facts, even odd ones. */
export const observed = z.strictObject({
  plan: z.enum(['prior', 'planned']).optional().meta(meta('Which network of a plan it is')),
  counts: z.record(z.string(), z.number()).optional().meta(meta('Objects read, per kind')),
  ignored: z.record(z.string(), z.string()).optional().meta(meta('Files that were not read, and why')),
  missing: z
    .record(z.string(), z.array(z.string()))
    .optional()
    .meta(meta('Calls whose answers were not there, and the accounts and regions that lack them')),
});

/** Per file, the parts of this one that were read from it: where they stand there, and as what. */
export const origins = z.record(
  z.string(),
  z.record(z.string(), z.union([z.string(), z.tuple([z.string(), z.string()])])),
);

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
    routes: record(z.union([routeList, routeTable])).optional(),
    associations: record(names).optional().meta(meta('Table `X/name` to subnets of X')),
    sgs: record(securityGroup).optional(),
    acls: record(networkAcl).optional(),
    unmodelled: record(unmodelled).optional().meta(meta('Objects whose effect on packets is not known')),
    missing: names.optional().meta(meta('Names that are used and that nothing describes')),
    observed: observed.optional().meta(meta('The network was read from a cloud or tool')),
    origins: origins.optional().meta(meta('Where each part was read')),
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
