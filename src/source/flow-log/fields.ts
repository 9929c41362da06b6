/**
 * What a record of a flow log can say, and which of it matters here.
 *
 * Names, versions and meanings: "Flow log records" (Amazon VPC User Guide, table of available fields) and
 * "Transit Gateway Flow Log records" (Amazon VPC Transit Gateways guide). A custom format takes any of
 * them in any order; its version is the highest of its fields.
 */

/** What is kept of a record, by number, so that a layout fits into a typed array. */
export const COLUMN = {
  ignored: 0,
  interface: 1,
  source: 2,
  destination: 3,
  packetSource: 4,
  packetDestination: 5,
  sourcePort: 6,
  destinationPort: 7,
  protocol: 8,
  packets: 9,
  bytes: 10,
  start: 11,
  end: 12,
  tcpFlags: 13,
  lost: 14,
  action: 15,
  status: 16,
  direction: 17,
  rejectReason: 18,
} as const;

export const COLUMN_COUNT = 19;

/** Columns from here on hold one of a few words. */
export const FIRST_WORD = COLUMN.action;

/** Version 2, in the order of the default format. */
export const DEFAULT_FORMAT = [
  'version',
  'account-id',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
] as const;

const FIELDS_SINCE: Readonly<Record<string, readonly string[]>> = {
  2: DEFAULT_FORMAT,
  3: ['vpc-id', 'subnet-id', 'instance-id', 'tcp-flags', 'type', 'pkt-srcaddr', 'pkt-dstaddr'],
  4: ['region', 'az-id', 'sublocation-type', 'sublocation-id'],
  5: ['pkt-src-aws-service', 'pkt-dst-aws-service', 'flow-direction', 'traffic-path'],
  7: [
    'ecs-cluster-arn',
    'ecs-cluster-name',
    'ecs-container-instance-arn',
    'ecs-container-instance-id',
    'ecs-container-id',
    'ecs-second-container-id',
    'ecs-service-name',
    'ecs-task-definition-arn',
    'ecs-task-arn',
    'ecs-task-id',
  ],
  8: ['reject-reason'],
  9: ['resource-id'],
  10: ['encryption-status'],
};

/** Version 6: fields that only records of a transit gateway have. */
const TGW_FIELDS = [
  'resource-type',
  'tgw-id',
  'tgw-attachment-id',
  'tgw-src-vpc-account-id',
  'tgw-dst-vpc-account-id',
  'tgw-src-vpc-id',
  'tgw-dst-vpc-id',
  'tgw-src-subnet-id',
  'tgw-dst-subnet-id',
  'tgw-src-eni',
  'tgw-dst-eni',
  'tgw-src-az-id',
  'tgw-dst-az-id',
  'tgw-pair-attachment-id',
  'packets-lost-no-route',
  'packets-lost-blackhole',
  'packets-lost-mtu-exceeded',
  'packets-lost-ttl-expired',
];

export const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  ...Object.values(FIELDS_SINCE).flat(),
  ...TGW_FIELDS,
]);

/**
 * Column of each field that matters. A transit gateway stands where a VPC's record has its interface, and
 * packets it found no route for stand for its refusal.
 */
export const COLUMN_OF: Readonly<Record<string, number>> = {
  'interface-id': COLUMN.interface,
  'tgw-id': COLUMN.interface,
  srcaddr: COLUMN.source,
  dstaddr: COLUMN.destination,
  'pkt-srcaddr': COLUMN.packetSource,
  'pkt-dstaddr': COLUMN.packetDestination,
  srcport: COLUMN.sourcePort,
  dstport: COLUMN.destinationPort,
  protocol: COLUMN.protocol,
  packets: COLUMN.packets,
  bytes: COLUMN.bytes,
  start: COLUMN.start,
  end: COLUMN.end,
  'tcp-flags': COLUMN.tcpFlags,
  'packets-lost-no-route': COLUMN.lost,
  'packets-lost-blackhole': COLUMN.lost,
  action: COLUMN.action,
  'log-status': COLUMN.status,
  'flow-direction': COLUMN.direction,
  'reject-reason': COLUMN.rejectReason,
};

/** Largest value of the columns that hold numbers; times and volumes are exact up to 2⁵³. */
export const LARGEST: Readonly<Record<number, number>> = {
  [COLUMN.sourcePort]: 65_535,
  [COLUMN.destinationPort]: 65_535,
  [COLUMN.protocol]: 255,
  [COLUMN.tcpFlags]: 255,
};
