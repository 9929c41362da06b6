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

it('copies every field of a walk, and shares no list with it', () => {
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
    if (value instanceof Set) value.add(`${name} 1`);
    else if (Array.isArray(value)) value.push(`${name} 1`);
    else if (value === undefined || value === false) fields[name] = `${name} is set`;
  }
  walk.path.forward.push('there');
  walk.path.return.push('back');
  walk.leg = 'return';

  const fork = walk.fork(walk.packet, walk.footprint);
  expect(Object.keys(fork).sort()).toEqual(Object.keys(walk).sort());
  for (const [name, value] of Object.entries(fork)) {
    expect(value, name).toEqual(fields[name]);
    const isOwn = value instanceof Set || Array.isArray(value) || name === 'path';
    if (isOwn) expect(value, name).not.toBe(fields[name]);
  }
});
