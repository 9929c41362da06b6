/**
 * Boxes: the parts a walk leaves behind tile what it was given, and every member of a part fares as the
 * part says. This is what lets a rule written for one packet decide for all of them.
 */
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { boxHolds, boxSize, formatBox, formatCorner, type Box } from '../../src/forward/box.ts';
import { walkFlow, type WalkOptions } from '../../src/forward/legs.ts';
import { tilesOf } from '../../src/forward/reach.ts';
import type { Verdict } from '../../src/forward/outcome.ts';
import { startOf, type Start } from '../../src/forward/start.ts';
import type { Address } from '../../src/ip/address.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import { Random } from '../../src/workload/random.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

const NETWORKS = 40;
const MEMBERS_PER_TILE = 2;
const MOST_TILES = 3000;

const WALK: WalkOptions = {
  ttl: 64,
  bytes: 1000,
  dontFragment: false,
  oneWay: false,
  recording: false,
  explaining: false,
  established: 'no',
};

function summary(verdict: Verdict): string {
  const drop = verdict.drop ? `${verdict.leg} ${verdict.drop.reason} ${verdict.drop.hop}` : 'delivered';
  return `${drop} [${verdict.notes.join(' ')}] [${verdict.devices.join(' ')}]`;
}

/** Everything a host can send to anywhere on all ports, with its own source or with forged ones. */
function wideBox(start: Start, random: Random): Box {
  const { family } = start.box;
  const [source] = start.box.first;
  const isForged = random.below(4) === 0;
  const last = family === 4 ? 0xffffffff : (1n << 128n) - 1n;
  const protocol = [6, 17, 1, 58, 50][random.below(5)]!;
  const zero = family === 4 ? 0 : 0n;
  return {
    family,
    first: [isForged ? zero : source!, zero, protocol, 0, 0],
    last: [isForged ? last : source!, last, protocol, 65535, 65535],
  };
}

function randomMember(box: Box, random: Random): Address[] {
  return box.first.map((first, field) => {
    const size = BigInt(box.last[field]!) - BigInt(first);
    const share = (BigInt(random.next()) << 96n) | (BigInt(random.next()) << 64n) | BigInt(random.next());
    const value = BigInt(first) + (size === 0n ? 0n : share % (size + 1n));
    return typeof first === 'number' ? Number(value) : value;
  });
}

describe('tiles of a box', () => {
  it('are disjoint, complete and of one mind', () => {
    let tileCount = 0;
    for (let seed = 1; seed <= NETWORKS; seed++) {
      const random = new Random(seed);
      const scenario = readScenarioValue(arbitraryScenario(seed, { flows: 6 }));
      const net = compile(withoutRefused(scenario.network));
      for (const { flow } of scenario.expectations.slice(0, 2)) {
        const start = startOf(net, flow, scenario.internet);
        if (start.origin.kind === 'endpoint') continue;
        const box = wideBox(start, random);
        const tiles: Box[] = [];
        let size = 0n;
        for (const { part, verdict } of tilesOf(net, { ...start, box }, WALK)) {
          tiles.push(part);
          size += boxSize(part);
          const members = [
            part.first,
            part.last,
            ...Array.from({ length: MEMBERS_PER_TILE }, () => randomMember(part, random)),
          ];
          for (const member of members) {
            const point = { family: part.family, first: member, last: member };
            const alone = walkFlow(net, { ...start, box: point }, WALK);
            expect(alone.rest).toEqual([]);
            expect(
              summary(alone.verdict),
              `seed ${seed}: ${formatCorner(member)} of ${formatBox(part)}`,
            ).toBe(summary(verdict));
          }
          if (tiles.length >= MOST_TILES) break;
        }
        tileCount += tiles.length;
        if (tiles.length >= MOST_TILES) continue;
        // Disjoint and complete: sizes add up, and a random member lies in exactly one tile.
        expect(size, `seed ${seed}`).toBe(boxSize(box));
        for (let i = 0; i < 5; i++) {
          const member = randomMember(box, random);
          expect(
            tiles.filter((tile) => boxHolds(tile, member)).length,
            `seed ${seed}: ${formatCorner(member)}`,
          ).toBe(1);
        }
      }
    }
    expect(tileCount).toBeGreaterThan(NETWORKS);
  });
});
