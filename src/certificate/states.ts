/**
 * The states of a certificate, from the walks of the engine: where each tile of a pair was on its way, and
 * what became of it there.
 */
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { Box } from '../forward/box.ts';
import { seenAs } from '../forward/packet.ts';
import type { Tile } from '../forward/reach.ts';
import type { Stay } from '../forward/stay.ts';
import type { Address } from '../ip/address.ts';
import { endOf, type End, type EndName } from '../reach/end.ts';
import { fateAt, fateOf } from '../reach/fate.ts';
import { boxesOf, tilesFrom, type Traffic } from '../reach/tiles.ts';
import { pointOf } from './check/address.ts';
import { CannotCertify } from './check/fact.ts';
import { DESTINATION, setOf, SOURCE, unionOf, type FlowSet } from './check/flow-set.ts';
import { outcomeText, placeText, type Leg, type Outcome, type Place } from './check/place.ts';
import type { State } from './check/closure.ts';

/** A flow from the one end that the other receives and answers. */
export interface Witness {
  readonly box: Box;
}

/** The states of every flow between two ends, or the first set of flows that is delivered. */
export function statesOf(
  net: CompiledNetwork,
  from: EndName,
  to: End,
  traffic: Traffic,
): readonly State[] | Witness {
  const collected = new Map<string, { place: Place; outcome: Outcome; packets: FlowSet[] }>();
  for (const tile of tilesOfPair(net, from, to, traffic)) {
    const fate = fateAt(fateOf(tile), to);
    if (fate.delivered) return { box: tile.part };
    const { conditional, leg, reason, hop } = fate;
    if (conditional.length > 0) throw new CannotCertify(`${conditional.join(', ')} is not modelled`);
    if (reason === undefined || hop === undefined) throw new Error('a flow is dropped for no reason');
    for (const { place, outcome, packets } of chainOf(tile, leg, { drop: reason, hop })) {
      const key = `${placeText(place)} ${outcomeText(outcome)}`;
      const state = collected.get(key) ?? { place, outcome, packets: [] };
      collected.set(key, state);
      state.packets.push(packets);
    }
  }
  return [...collected.values()].map((state) => ({ ...state, packets: unionOf(state.packets) }));
}

/** One machine after the other, so that each has a place to start from. */
function* tilesOfPair(net: CompiledNetwork, from: EndName, to: End, traffic: Traffic): Generator<Tile> {
  const destinations = [...to.addresses[4].ranges, ...to.addresses[6].ranges];
  for (const { id, vpc, subnet } of net.network.enis.values()) {
    const own = from.kind === 'vpc' ? vpc : from.kind === 'subnet' ? subnet : id;
    if (own !== from.id) continue;
    for (const sender of endOf(net, { kind: 'host', id })?.senders ?? []) {
      const boxes = boxesOf(sender.sources, destinations, traffic);
      yield* tilesFrom(net, sender, boxes, { stays: true });
    }
  }
}

/** Each place of a tile with the next; what went astray on the one leg has not come to the other. */
function* chainOf(
  { part, stays = [] }: Tile,
  leg: Leg | undefined,
  end: Extract<Outcome, { drop: string }>,
): Generator<State> {
  // What a machine sends to itself is received where it is sent.
  const own = stays.filter(
    (stay) => stay.place.at !== 'received' && (leg === 'return' || stay.leg === 'forward'),
  );
  // A packet in a loop is where it was before: nothing new comes of it.
  const way = end.drop === 'routing-loop' ? own.slice(0, -1) : own;
  for (const [i, stay] of way.entries()) {
    const next = own[i + 1];
    yield {
      place: placeOf(stay),
      outcome: next ? { to: placeOf(next) } : end,
      packets: setOf(spansOf(seenAs(part, stay.fields))),
    };
  }
}

function spansOf({ first, last }: Box) {
  const point = (value: Address, field: number): bigint =>
    field === SOURCE || field === DESTINATION ? pointOf(value) : BigInt(value);
  return first.map((low, field) => ({ first: point(low, field), last: point(last[field]!, field) }));
}

function placeOf({ leg, place, entry }: Stay): Place {
  switch (place.at) {
    case 'eni':
      return { leg, at: 'interface', id: place.eni.record.id, from: '' };
    case 'subnet':
      return { leg, at: 'subnet', id: place.subnet.record.id, from: '' };
    case 'table':
      if (!place.subnet) throw new CannotCertify(`packets come to ${place.table.hop} from outside`);
      return { leg, at: 'table', id: place.table.hop.slice('table:'.length), from: place.subnet.record.id };
    case 'vpc': {
      const over = entry?.edge === 'peering' ? `peering:${entry.peering.record.id}` : undefined;
      const from = place.from?.record.id ?? over;
      if (from === undefined)
        throw new CannotCertify(`packets enter ${place.vpc.record.id} over ${entry?.edge}`);
      return { leg, at: 'vpc', id: place.vpc.record.id, from };
    }
    case 'delivery':
      return {
        leg,
        at: 'delivery',
        id: place.subnet.record.id,
        from: place.crossing ? 'outside' : 'inside',
      };
    case 'peering':
      return { leg, at: 'peering', id: place.peering.record.id, from: place.from.record.id };
    case 'igw':
      return { leg, at: 'igw', id: place.igw.record.id, from: '' };
    case 'nat':
      if (!place.from) throw new CannotCertify(`packets come to ${place.nat.record.id} from outside`);
      return { leg, at: 'nat', id: place.nat.record.id, from: place.from.record.id };
    default:
      throw new CannotCertify(`packets come to a place of the kind ${place.at}`);
  }
}
