/**
 * A forked walk has everything the walk had: a field that were forgotten would show only in networks that
 * happen to depend on it.
 */
import { expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { Footprint } from '../../src/forward/footprint.ts';
import { Packet } from '../../src/forward/packet.ts';
import { Walk } from '../../src/forward/walk.ts';
import { EMPTY_NETWORK } from '../../src/model/network.ts';

const BOX = { family: 4, first: [1, 2, 6, 40000, 443], last: [1, 2, 6, 40000, 443] } as const;

it('copies every field of a walk, and writes into no list that both share', () => {
  const options = {
    ttl: 3,
    bytes: 9,
    dontFragment: true,
    recording: true,
    explaining: true,
    established: 'watched' as const,
    idleMs: 7,
  };
  const walk = new Walk(
    compile(EMPTY_NETWORK),
    new Packet(BOX),
    { kind: 'internet' },
    options,
    new Footprint(),
  );
  const fields = walk as unknown as Record<string, unknown>;
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) fields[name] = Object.freeze([`${name} 1`]);
    else if (value === undefined || value === false) fields[name] = `${name} is set`;
  }
  walk.path = Object.freeze({ forward: Object.freeze(['there']), return: Object.freeze(['back']) });
  walk.leg = 'return';

  const fork = walk.fork(walk.packet, walk.footprint);
  expect(Object.keys(fork).sort()).toEqual(Object.keys(walk).sort());
  for (const [name, value] of Object.entries(fork)) expect(value, name).toEqual(fields[name]);

  // Whatever one of them goes on to gather throws if it writes into what both share.
  const before = Object.entries(walk);
  fork.cross('pcx-1');
  fork.note('asymmetric-path');
  fork.doubts.about('lattice-1', 'table:A');
  fork.track('eni', 'eni-1');
  fork.record('eni:eni-1', 'forwards the packet');
  const nat = { kind: 'nat', device: 'nat-1', before: walk.packet.fields } as const;
  fork.translate(nat);
  fork.undo(nat);
  expect(Object.entries(walk)).toEqual(before);
  expect(walk.doubts.ids).not.toContain('lattice-1');
  expect(fork.path.return).toEqual(['back', 'pcx-1']);
  expect(fork.notes).toContain('asymmetric-path');
});
