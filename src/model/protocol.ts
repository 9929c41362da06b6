/**
 * IP protocols and what a filter or listener says about ports.
 *
 * ICMP has no ports. Its destination port stands for the type and code of the request, as
 * `type * 256 + code`, and its source port for those of the answer: swapping ports turns a request
 * into its answer as with every other protocol, and one kind of range serves all of them.
 */
export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

/** ICMP echo request (type 8, code 0) and reply (type 0). */
export const ECHO_REQUEST = 8 << 8;
export const ECHO_REPLY = 0;
/** ICMPv6 echo request and reply: types 128 and 129. */
export const ECHO_REQUEST_V6 = 128 << 8;
export const ECHO_REPLY_V6 = 129 << 8;

const NUMBER_BY_NAME: ReadonlyMap<string, number> = new Map([
  ['icmp', ICMP],
  ['igmp', 2],
  ['tcp', TCP],
  ['udp', UDP],
  ['gre', 47],
  ['esp', 50],
  ['ah', 51],
  ['icmpv6', ICMPV6],
  ['ospf', 89],
  ['sctp', 132],
]);

export const PROTOCOL_NAMES = [...NUMBER_BY_NAME.keys()];

/** IANA number of a protocol given by name or number; `undefined` when it is neither. */
export function parseProtocol(text: string | number): number | undefined {
  const named = NUMBER_BY_NAME.get(String(text).toLowerCase());
  if (named !== undefined) return named;
  const number = typeof text === 'number' ? text : /^\d{1,3}$/.test(text) ? Number(text) : -1;
  return Number.isInteger(number) && number >= 0 && number <= 255 ? number : undefined;
}

export function formatProtocol(protocol: number): string {
  const name = PROTOCOL_NAMES.find((candidate) => NUMBER_BY_NAME.get(candidate) === protocol);
  return name ?? String(protocol);
}

export function hasPorts(protocol: number): boolean {
  return protocol === TCP || protocol === UDP || protocol === 132;
}

export function isIcmp(protocol: number): boolean {
  return protocol === ICMP || protocol === ICMPV6;
}

/** Inclusive range of protocol numbers or ports. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

export const ALL_PROTOCOLS: NumberRange = { first: 0, last: 255 };
export const ALL_PORTS: NumberRange = { first: 0, last: 65535 };

/** Protocols and ports a filter rule, listener or port map speaks of. */
export interface Service {
  readonly protocols: NumberRange;
  /** Ignored unless the protocol has ports or is ICMP. */
  readonly ports: NumberRange;
}

export const ANY_SERVICE: Service = { protocols: ALL_PROTOCOLS, ports: ALL_PORTS };

export function formatNumbers(range: NumberRange, all: NumberRange): string {
  if (range.first === all.first && range.last === all.last) return 'all';
  return range.first === range.last ? String(range.first) : `${range.first}-${range.last}`;
}

/** `tcp/443`, `udp/all`, `all`. */
export function formatService(service: Service): string {
  const { protocols, ports } = service;
  if (protocols.first !== protocols.last) return formatNumbers(protocols, ALL_PROTOCOLS);
  const name = formatProtocol(protocols.first);
  return hasPorts(protocols.first) ? `${name}/${formatNumbers(ports, ALL_PORTS)}` : name;
}
