/**
 * Example: what a network must and must never do, as tests of an infrastructure project. In a project of your
 * own, import from 'vpcsim' and read what your tool writes: a plan, a synthesised template, an export.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  certify,
  explain,
  matrix,
  readChanges,
  readNetwork,
  repair,
  whatIf,
  type Network,
} from '../../src/index.ts';

let network: Network;
beforeAll(async () => {
  network = await readNetwork(['scenarios/hub-and-spoke.yaml']);
});

describe('our network', () => {
  it('lets the web tier reach the database, on its port alone', () => {
    const flow = { from: 'front-a', to: 'db', port: 5432 };
    expect(explain(network, flow).obstacles).toEqual([]);
    expect(explain(network, { ...flow, port: 22 }).obstacles[0]?.reason).toBe('sg-ingress-denied');
  });

  it('keeps web and reports apart, which a proof shows', () => {
    expect(certify(network, 'web', 'reports').kind).toBe('certificate');
  });

  it('is reached by nobody whom we do not list', () => {
    const reach = matrix(network, ['vpc']);
    const billing = reach.ends.findIndex(({ id }) => id === 'billing');
    const callers = reach.ends.filter((_, i) => reach.cell(i, billing).state === 'reaches');
    expect(callers.map(({ id }) => id)).toEqual(['billing']);
  });

  it('survives what we are about to change, or says what breaks and by what', () => {
    const changes = readChanges('- {delete: pcx-web-orders}', network);
    const { lost, newViolations } = whatIf(network, changes);
    expect(newViolations).toEqual([]);
    expect(new Set(lost.map(({ from, to }) => `${from.id} → ${to.id}`))).toEqual(
      new Set([
        'web/web-a → orders/db',
        'web/web-b → orders/db',
        'orders/db → web/web-a',
        'orders/db → web/web-b',
      ]),
    );
  });

  it('can be mended in few steps where it is not as we want it', () => {
    const { proposals } = repair(network, { from: 'batch', to: 'db', port: 5432 });
    expect(proposals[0]?.mends).toHaveLength(4);
    expect(whatIf(network, proposals[0]!.changes).lost).toEqual([]);
  });
});
