/**
 * What a certificate claims: of which pair, and with which packets that begins.
 */
import { addressSpan, LAST_PORT, LAST_PROTOCOL, numberSpan, prefixSpan } from './address.ts';
import { interfacesOf } from './delivery.ts';
import { CannotCertify, type Facts, type InterfaceFact, type SubnetFact } from './fact.ts';
import { ownedBy } from './filters.ts';
import {
  DESTINATION,
  DESTINATION_PORT,
  difference,
  intersection,
  isEmpty,
  PROTOCOL,
  SOURCE,
  SOURCE_PORT,
  unionOf,
  where,
  type FlowSet,
} from './flow-set.ts';
import { placeText, type Place } from './place.ts';
import { inPrefixes, type Pair, type World } from './world.ts';

export interface End {
  readonly kind: 'subnet' | 'vpc' | 'host';
  readonly id: string;
}

export interface Claim {
  readonly from: End;
  readonly to: End;
  /** `0-255`. */
  readonly protocols: string;
  /** `0-65535`. */
  readonly sourcePorts: string;
  readonly ports: string;
}

/** The interfaces of both ends. */
export function pairOf(facts: Facts, { from, to }: Claim): Pair {
  const holds = (eni: InterfaceFact): boolean =>
    (to.kind === 'host' ? eni.id : to.kind === 'subnet' ? eni.subnet : eni.vpc) === to.id;
  return {
    senders: interfacesAt(facts, from).filter((eni) => {
      if (eni.owner === 'unmodelled') throw new CannotCertify(`${eni.id} is not modelled`);
      return eni.owner === 'host';
    }),
    holds,
    holdsPlatformOf: (vpc) => to.kind === 'vpc' && to.id === vpc,
  };
}

/** Interfaces of an end that are there; those of deleted gateways are not. */
function interfacesAt(facts: Facts, { kind, id }: End): InterfaceFact[] {
  return subnetsOf(facts, { kind, id }).flatMap((subnet) =>
    interfacesOf(facts, subnet).filter(
      (eni) => eni.subnet === subnet.id && (kind !== 'host' || eni.id === id),
    ),
  );
}

function subnetsOf(facts: Facts, { kind, id }: End): SubnetFact[] {
  const ids =
    kind === 'vpc'
      ? facts.get('vpc', id).subnets
      : [kind === 'host' ? facts.get('interface', id).subnet : id];
  return ids.map((subnet) => facts.get('subnet', subnet));
}

/** Packets to start with, by place. */
export function initialStates(world: World, claim: Claim): Map<string, FlowSet> {
  const { facts, pair } = world;
  const asked = intersection(
    where({
      [PROTOCOL]: numberSpan(claim.protocols, LAST_PROTOCOL),
      [SOURCE_PORT]: numberSpan(claim.sourcePorts, LAST_PORT),
      [DESTINATION_PORT]: numberSpan(claim.ports, LAST_PORT),
    }),
    destinationsOf(facts, claim.to),
  );
  return new Map(
    pair.senders.map((eni) => {
      const own = ownedBy([eni], SOURCE);
      const here = inPrefixes(SOURCE, facts.get('subnet', eni.subnet).prefixes);
      if (!isEmpty(difference(own, here)))
        throw new CannotCertify(`${eni.id} has addresses outside its subnet`);
      const place: Place = { leg: 'forward', at: 'interface', id: eni.id, from: '' };
      const packets = unionOf(FAMILIES.map((family) => intersection(intersection(own, asked), family)));
      const platform = unionOf(PLATFORM.map((prefix) => between(prefix)));
      if (!isEmpty(intersection(packets, platform)))
        throw new CannotCertify('link-local addresses take part');
      return [placeText(place), packets];
    }),
  );
}

/** Both ends of one family. */
const FAMILIES = ['0.0.0.0/0', '::/0'].map((all) => {
  const span = prefixSpan(all);
  return where({ [SOURCE]: span, [DESTINATION]: span });
});

/** Where the platform itself may answer: link-local addresses and those of instance services. */
const PLATFORM = ['169.254.0.0/16', 'fd00:ec2::/32', 'fe80::/10'];

function between(prefix: string): FlowSet {
  const span = prefixSpan(prefix);
  return unionOf([where({ [SOURCE]: span }), where({ [DESTINATION]: span })]);
}

/** Every address by which an end may be meant: its range, and public addresses that stand for it outside. */
function destinationsOf(facts: Facts, to: End): FlowSet {
  const enis = subnetsOf(facts, to)
    .flatMap(({ id, interfaces }) =>
      interfaces.flatMap((eni) => {
        const fact = facts.get('interface', eni);
        return fact.subnet === id ? [fact] : [];
      }),
    )
    .filter(({ id }) => to.kind !== 'host' || id === to.id);
  const ranges =
    to.kind === 'host'
      ? ownedBy(enis, DESTINATION)
      : inPrefixes(
          DESTINATION,
          to.kind === 'vpc' ? facts.get('vpc', to.id).cidrs : facts.get('subnet', to.id).prefixes,
        );
  const outside = enis.flatMap((eni) =>
    eni.public.map(([, address]) => where({ [DESTINATION]: addressSpan(address) })),
  );
  return unionOf([ranges, ...outside]);
}
