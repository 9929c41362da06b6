/**
 * Example: a program that looks through an AWS export: who can be reached from the internet, on which ports,
 * and which peering is worth most.
 */
import { expect, it } from 'vitest';
import { matrix, openSession, reach, readChanges, readNetwork } from '../../src/index.ts';

const network = await readNetwork(['test/data/aws/lab-shared-vpc']);

it('lists what the internet can open', () => {
  const exposed = [...network.subnets.keys()].flatMap((subnet) =>
    reach(network, 'internet', subnet)
      .sets.filter(({ verdict }) => verdict.delivered)
      .flatMap(({ boxes }) => boxes.map((box) => ({ subnet, box }))),
  );
  expect(exposed.length).toBeGreaterThan(0);
});

it('counts who reaches whom', () => {
  const { ends } = matrix(network, ['vpc', 'internet']);
  expect(ends).toHaveLength(network.vpcs.size + 1);
});

it('ranks peerings by the flows that would be lost without them', () => {
  const session = openSession(network);
  const ranking = [...network.links.values()]
    .filter(({ kind }) => kind === 'peering')
    .map(({ id }) => {
      const { flows } = session.apply(...readChanges(`- {delete: ${id}}`, network));
      session.undo();
      return { id, lost: flows.filter(({ effects }) => effects.includes('lost')).length };
    })
    .sort((a, b) => b.lost - a.lost);
  expect(ranking.length).toBeGreaterThan(0);
  expect(ranking[0]!.lost).toBeGreaterThan(0);
  expect(session.depth).toBe(0);
});
