// The package entry, as the test of an infrastructure stack would use it.
import { describe, expect, it } from 'vitest';
import {
  block,
  certify,
  explain,
  InputError,
  reach,
  readNetwork,
  repair,
  verifyCertificate,
  whatIf,
  type Explanation,
  type FlowQuestion,
  type Network,
} from '../../src/index.ts';

const hub = new URL('../../scenarios/hub-and-spoke.yaml', import.meta.url).pathname;
const toOrders: FlowQuestion = { from: 'front-a', to: 'db', port: 5432 };
const toReports: FlowQuestion = { from: 'front-a', to: 'batch', protocol: 'tcp', port: 443 };

async function network(): Promise<Network> {
  return readNetwork([hub]);
}

describe('the public API', () => {
  it('says that a flow works, and over what', async () => {
    const { verdict, obstacles } = explain(await network(), toOrders);
    expect(verdict.delivered).toBe(true);
    expect(verdict.path.forward).toEqual(['pcx-web-orders']);
    expect(obstacles).toEqual([]);
  });

  it('says what stands in the way of one that does not, with what would mend it', async () => {
    const { verdict, obstacles }: Explanation = explain(await network(), toReports);
    expect(verdict.delivered).toBe(false);
    expect(obstacles.map(({ leg, reason, hop, mend }) => [leg, reason, hop, mend])).toMatchInlineSnapshot(`
      [
        [
          "forward",
          "no-route",
          "table:web",
          "peer web with reports (pcx-web-reports)",
        ],
        [
          "forward",
          "no-route",
          "table:web",
          "route 10.3.1.0/24 to pcx-web-reports in table web",
        ],
        [
          "return",
          "no-route",
          "table:reports",
          "route 10.1.1.0/24 to pcx-web-reports in table reports",
        ],
      ]
    `);
  });

  it('mends it, and tells what else the mending does', async () => {
    const before = await network();
    const { proposals, isComplete } = repair(before, toReports);
    expect(isComplete).toBe(true);
    const [best] = proposals;
    expect(best?.mends.map(({ kind }) => kind)).toMatchInlineSnapshot(`
      [
        "peering",
        "route",
        "route",
      ]
    `);
    const { lost, gained, newViolations, refusals } = whatIf(before, best?.changes ?? []);
    expect({ lost, newViolations, refusals }).toEqual({ lost: [], newViolations: [], refusals: [] });
    expect(new Set(gained.flatMap(({ from, to }) => [from.id, to.id]))).toEqual(
      new Set(['reports/batch', 'web/web-a']),
    );
    expect(explain(best?.network ?? before, toReports).verdict.delivered).toBe(true);
  });

  it('cuts one that works', async () => {
    const before = await network();
    const [best] = block(before, toOrders).proposals;
    expect(best?.mends).toHaveLength(1);
    const { lost } = whatIf(before, best?.changes ?? []);
    expect(lost.length).toBeGreaterThan(0);
    expect(repair(best!.network, toOrders).proposals[0]?.mends).toHaveLength(1);
  });

  it('proves that nobody gets where nobody should', async () => {
    const before = await network();
    const proof = certify(before, 'web', 'reports');
    if (proof.kind !== 'certificate') throw new Error(proof.kind);
    expect(verifyCertificate(proof.text, before)).toMatchObject({ verdict: 'accepted' });
    const [best] = repair(before, toReports).proposals;
    expect(verifyCertificate(proof.text, best!.network)).toMatchObject({ verdict: 'rejected' });
    expect(certify(best!.network, 'web', 'reports').kind).toBe('reaches');
    expect(reach(before, 'web', 'reports').sets.some(({ verdict }) => verdict.delivered)).toBe(false);
  });

  it('throws for what it cannot find, and lists what is wrong with an input', async () => {
    const before = await network();
    expect(() => explain(before, { from: 'front-a', to: 'nowhere' })).toThrow(
      new RangeError('There is no place called "nowhere".'),
    );
    expect(() => repair(before, { ...toReports, protocol: 'tpc' })).toThrow('"tpc" is no protocol.');
    expect(() => certify(before, 'web', 'nowhere')).toThrow(RangeError);
    await expect(readNetwork(['no-such-file.yaml'])).rejects.toThrow(InputError);
  });
});
