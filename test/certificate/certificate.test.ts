// A certificate is believed for what it proves, not for who wrote it: the checker accepts those of the
// engine, and nothing else. VPCSIM_CERTIFICATES sets how many networks, VPCSIM_SEED where the seeds start.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certify, verifyCertificate } from '../../src/certificate/certify.ts';
import type { Certificate } from '../../src/certificate/check/certificate-text.ts';
import type { State } from '../../src/certificate/check/closure.ts';
import { checkStates, verify } from '../../src/certificate/check/verify.ts';
import { NOTHING, setOf, boxesOf, unionOf } from '../../src/certificate/check/flow-set.ts';
import { factsOf } from '../../src/certificate/facts-of.ts';
import { statesOf } from '../../src/certificate/states.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Network } from '../../src/model/network.ts';
import { withoutRefused } from '../../src/model/refusals.ts';
import { endNamesOf, endOf, type EndName } from '../../src/reach/end.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import { reachPair } from '../../src/reach/reach.ts';
import { Dice } from '../arbitrary/dice.ts';
import { arbitraryScenario } from '../arbitrary/scenario.ts';
import { run } from '../cli/run-main.ts';
import { readScenarioFile, readScenarioValue } from '../read-scenario-file.ts';
import { brokenFlows } from '../repair/broken-flows.ts';
import { mutationsOf } from './mutation.ts';

const FIRST_SEED = Number(process.env['VPCSIM_SEED'] ?? 1);
const NETWORKS = Number(process.env['VPCSIM_CERTIFICATES'] ?? 12);
const PAIRS = 6;

const hub = new URL('../../scenarios/hub-and-spoke.yaml', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'vpcsim-certificate-'));

interface Certified {
  readonly words: string;
  readonly network: Network;
  readonly from: EndName;
  readonly to: EndName;
  readonly text: string;
}

/** Certificates of random pairs of random AWS networks. */
function* certified(networks: number): Generator<Certified> {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + networks; seed++) {
    const document = arbitraryScenario(seed, { flows: 0, profile: 'aws' });
    const { network } = readScenarioValue({ ...document, flags: {} });
    const dice = new Dice(seed);
    const names = (['subnet', 'vpc', 'host'] as const).flatMap((kind) => endNamesOf(network, kind));
    for (let i = 0; i < PAIRS; i++) {
      const [from, to] = [dice.pick(names), dice.pick(names)];
      const result = from && to && certify(network, from, to);
      if (result?.kind !== 'certificate') continue;
      yield {
        words: `seed ${seed}, ${from!.id} to ${to!.id}`,
        network,
        from: from!,
        to: to!,
        text: result.text,
      };
    }
  }
}

/** What the engine says of a pair, as the checker takes it. */
function certificateOf({ network, from, to }: Certified): Certificate {
  const net = compile(withoutRefused(network));
  const states = statesOf(net, from, endOf(net, to)!, {});
  if ('box' in states) throw new Error('the pair is connected');
  const end = ({ kind, id }: EndName) => ({ kind: kind as 'subnet' | 'vpc' | 'host', id });
  return {
    claim: { from: end(from), to: end(to), protocols: '0-255', sourcePorts: '0-65535', ports: '0-65535' },
    states,
  };
}

describe('a certificate', () => {
  it('is accepted with every line as it is, and with none altered', () => {
    let [certificates, alterations] = [0, 0];
    for (const { words, network, text } of certified(NETWORKS)) {
      const facts = factsOf(withoutRefused(network));
      expect(verify(text, facts).verdict, words).toBe('accepted');
      certificates++;
      for (const mutation of mutationsOf(text, new Dice(certificates))) {
        const { verdict } = verify(mutation.text, facts);
        expect(verdict, `${words}: ${mutation.words}`).not.toBe('accepted');
        alterations++;
      }
    }
    expect(certificates).toBeGreaterThan(NETWORKS);
    console.log(`${certificates} certificates accepted, ${alterations} alterations of one line rejected`);
  }, 1_200_000);

  it('needs every state, every packet of it and what it says becomes of them', () => {
    for (const one of certified(NETWORKS)) {
      const facts = factsOf(withoutRefused(one.network));
      const { claim, states } = certificateOf(one);
      const accepts = (changed: readonly State[]): boolean =>
        checkStates({ claim, states: changed }, facts).verdict === 'accepted';
      expect(accepts(states)).toBe(true);
      for (const [i, state] of states.entries()) {
        const boxes = boxesOf(state.packets);
        const fewer = unionOf(boxes.slice(1).map(setOf));
        const alien = { first: 7n, last: 7n };
        const more = unionOf([state.packets, setOf(boxes[0]!.with(0, alien))]);
        const otherwise = { drop: 'dst-host-unknown', hop: 'subnet:nowhere' };
        expect(accepts(states.toSpliced(i, 1)), one.words).toBe(false);
        expect(accepts(states.with(i, { ...state, packets: fewer })), one.words).toBe(false);
        expect(accepts(states.with(i, { ...state, packets: more })), one.words).toBe(false);
        expect(accepts(states.with(i, { ...state, packets: NOTHING })), one.words).toBe(false);
        expect(accepts(states.with(i, { ...state, outcome: otherwise })), one.words).toBe(false);
      }
    }
  });

  it('does not outlive the mending of what it proves', () => {
    let mended = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + 2 * NETWORKS; seed++) {
      const { network: working } = readScenarioValue(arbitraryScenario(seed, { flows: 12 }));
      for (const { network: broken, flow } of brokenFlows(seed)) {
        if (flow.from.kind !== 'eni' || flow.to.kind !== 'eni') continue;
        const from: EndName = { kind: 'host', id: flow.from.eni };
        const to: EndName = { kind: 'host', id: flow.to.eni };
        const result = certify(broken, from, to);
        if (result.kind !== 'certificate') continue;
        mended++;
        // The states alone, with the facts of the network that works in place of their own.
        const proof = certificateOf({ words: '', network: broken, from, to, text: '' });
        expect(checkStates(proof, factsOf(withoutRefused(working))).verdict, `seed ${seed}`).not.toBe(
          'accepted',
        );
        expect(verifyCertificate(result.text, working).verdict, `seed ${seed}`).not.toBe('accepted');
      }
    }
    expect(mended).toBeGreaterThan(0);
  });

  it('is not to be had for a pair that is connected', () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + NETWORKS; seed++) {
      const { network } = readScenarioValue(arbitraryScenario(seed, { flows: 0, profile: 'aws' }));
      const net = compile(withoutRefused(network));
      const names = endNamesOf(network, 'subnet');
      for (const to of names.slice(0, 3)) {
        for (const from of names.slice(0, 3)) {
          const { sets } = reachPair(net, endOf(net, from)!, endOf(net, to)!);
          const isConnected = sets.some(({ verdict }) => verdict.delivered);
          const { kind } = certify(network, from, to);
          expect(kind === 'certificate' && isConnected, `seed ${seed} ${from.id} ${to.id}`).toBe(false);
          expect(kind === 'reaches' && !isConnected, `seed ${seed} ${from.id} ${to.id}`).toBe(false);
        }
      }
    }
  });
});

describe('the checker', () => {
  it('refutes a proof that forgets what a route would carry', () => {
    const { network } = readScenarioFile(hub);
    const [from, to] = ['web', 'reports'].map((id): EndName => ({ kind: 'vpc', id })) as [EndName, EndName];
    const proof = certificateOf({ words: '', network, from, to, text: '' });
    const routed = applyChanges(network, [
      {
        action: {
          kind: 'put-routes',
          table: 'web',
          routes: [
            {
              destination: { kind: 'prefix', prefix: { address: 10 * 2 ** 24 + 3 * 2 ** 16, length: 17 } },
              target: { kind: 'link', link: 'pcx-web' },
              origin: 'static',
              source: { file: '', path: [] },
            },
          ],
        },
        text: '',
        source: { file: '', path: [] },
      },
    ]).network;
    expect(checkStates(proof, factsOf(routed))).toEqual({
      verdict: 'rejected',
      why: '10.1.1.10-10.1.1.109 10.3.0.0-10.3.127.255 0-255 0-65535 0-65535 at ["forward","table","web","web/web-a"] do not end in "drop no-route at table:web"',
    });
  });
});

describe('vpcsim reach --certificate and vpcsim verify', () => {
  const path = join(folder, 'proof.ndjson');

  it('write a proof and believe it', async () => {
    const made = await run('reach', hub, '--from', 'web', '--to', 'reports', '--certificate', path);
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    const checked = await run('verify', path, hub);
    expect(checked.stdout).toMatchInlineSnapshot(`
      "accepted: no flow from vpc web to vpc reports completes both legs (protocols 0-255, ports 0-65535 to 0-65535)
      6 states over 12 facts of the network
      "
    `);
    expect(checked.exitCode).toBe(0);
    await expect(readFileSync(path, 'utf8')).toMatchFileSnapshot('golden/web-to-reports.ndjson');
  });

  it('do not believe it of another network', async () => {
    const other = join(folder, 'routed.yaml');
    const text = readFileSync(hub, 'utf8').replace('"10.2.0.0/16 pcx-web-orders"', '"10.3.0.0/16 pcx-web"');
    writeFileSync(other, text);
    const { exitCode, stdout } = await run('verify', path, other);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('rejected: ');
  });

  it('show a flow instead where there is one', async () => {
    const { exitCode, stdout } = await run(
      'reach',
      hub,
      '--from',
      'web',
      '--to',
      'orders',
      '--certificate',
      path,
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatchInlineSnapshot(`
      "web reaches orders, so there is nothing to certify: 10.1.1.10 → 10.2.1.10 tcp 40000 → 5432
      "
    `);
  });

  it('say what they have no rules for', async () => {
    const otc = 'scenarios/cases/OTC-06.yaml';
    const { exitCode, stderr } = await run('reach', otc, '--from', 'A', '--to', 'B', '--certificate', path);
    expect({ exitCode, stderr }).toMatchInlineSnapshot(`
      {
        "exitCode": 2,
        "stderr": "cannot certify: A obeys the rules of otc, and only those of aws are checked
      ",
      }
    `);
  });
});
