/**
 * A flow between two places that were found by name, with everything that was not said about it.
 */
import { familyOf, type Address } from '../ip/address.ts';
import type { FoundPlace } from './find-place.ts';
import { FLOW_DEFAULTS, type Flow } from './flow.ts';
import type { Network } from './network.ts';
import {
  ECHO_REPLY,
  ECHO_REPLY_V6,
  ECHO_REQUEST,
  ECHO_REQUEST_V6,
  hasPorts,
  ICMP,
  ICMPV6,
  isIcmp,
  TCP,
} from './protocol.ts';

export interface FlowSettings {
  /** IANA number; TCP when absent. ICMP towards an IPv6 address means ICMPv6. */
  readonly protocol?: number | undefined;
  /** 40000 when absent, without meaning where the protocol has no ports. */
  readonly sourcePort?: number | undefined;
  /** 443 when absent. */
  readonly destinationPort?: number | undefined;
  /** Where it is not the sender's own. */
  readonly source?: Address | undefined;
  /** Hop budget; 64 when absent. */
  readonly ttl?: number | undefined;
  /** Packet size; 64 when absent. */
  readonly bytes?: number | undefined;
  readonly oneWay?: boolean | undefined;
}

type Place = Extract<FoundPlace, { ok: true }>;

export function flowBetween(network: Network, sender: Place, receiver: Place, settings: FlowSettings): Flow {
  const ownSource =
    sender.source !== undefined && isOwnAddress(network, sender.source) ? sender.source : undefined;
  const given = sender.place.kind === 'internet' ? sender.source : undefined;
  const source = settings.source ?? ownSource ?? given;
  const family = receiver.place.kind === 'address' ? familyOf(receiver.place.address) : 4;
  const asked = settings.protocol ?? FLOW_DEFAULTS.protocol;
  const protocol = asked === ICMP && family === 6 ? ICMPV6 : asked;
  return {
    from: sender.place,
    to: receiver.place,
    protocol,
    ...portsOf(protocol, settings),
    ...(source !== undefined && { source }),
    ttl: settings.ttl ?? FLOW_DEFAULTS.ttl,
    bytes: settings.bytes ?? FLOW_DEFAULTS.bytes,
    oneWay: settings.oneWay ?? FLOW_DEFAULTS.oneWay,
    dontFragment: protocol === TCP,
  };
}

/** A public address names an interface but is not what the interface puts on its packets. */
function isOwnAddress(network: Network, address: Address): boolean {
  return ![...network.enis.values()].some((eni) =>
    eni.publicMappings.some((mapping) => mapping.public === address),
  );
}

/** What a sender says of ports, or of the type and code of an ICMP message. */
export interface Ports {
  readonly sourcePort?: number | undefined;
  readonly destinationPort?: number | undefined;
  readonly icmpType?: number | undefined;
  readonly icmpCode?: number | undefined;
}

/** Ports of a flow; a ping unless an ICMP type is given; protocols without ports have none. */
export function portsOf(protocol: number, given: Ports): Pick<Flow, 'sourcePort' | 'destinationPort'> {
  if (isIcmp(protocol)) {
    const [request, reply] =
      protocol === ICMP ? [ECHO_REQUEST, ECHO_REPLY] : [ECHO_REQUEST_V6, ECHO_REPLY_V6];
    const { icmpType, icmpCode = 0 } = given;
    return {
      sourcePort: reply,
      destinationPort: icmpType === undefined ? request : icmpType * 256 + icmpCode,
    };
  }
  if (!hasPorts(protocol)) return { sourcePort: 0, destinationPort: 0 };
  return {
    sourcePort: given.sourcePort ?? FLOW_DEFAULTS.sourcePort,
    destinationPort: given.destinationPort ?? FLOW_DEFAULTS.destinationPort,
  };
}
