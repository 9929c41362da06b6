/**
 * `reach`, `diff` and `whatif` as a user meets them, and the same questions from a program.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diff, matrix, reach, readChangeFile, readNetwork, whatIf } from '../../src/index.ts';
import { run } from '../cli/run-main.ts';

const hub = new URL('../../scenarios/hub-and-spoke.yaml', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'vpcsim-reach-'));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const cut = file('cut.yaml', '- {delete: pcx-web-orders}\n- {removeRoutes: {hub: ["10.3.0.0/16"]}}\n');
const rerouted = file(
  'rerouted.yaml',
  readFileSync(hub, 'utf8').replace('"10.2.0.0/16 pcx-web-orders"', '"10.2.0.0/16 pcx-web"'),
);

describe('vpcsim reach', () => {
  it('draws who reaches whom', async () => {
    const { exitCode, stdout } = await run('reach', hub, '--by', 'vpc');
    expect(exitCode).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "   from \\ to  1  2  3  4  5
      1  hub        ●  ●  ●  ●  ·
      2  web        ●  ●  ●  ·  ·
      3  orders     ●  ●  ●  ·  ·
      4  reports    ●  ·  ·  ●  ·
      5  billing    ·  ·  ·  ·  ●

      20 ordered pairs of 5 ends
        ●   8  some flow completes both legs
        ·  12  no request arrives

      what stands in the way of pairs that do not reach each other
        no-route            6
        misdelivered        4
        transitive-peering  2
      "
    `);
  });

  it('lists every set of a pair, as CIDRs and ports, with a witness', async () => {
    const { stdout } = await run('reach', hub, '--from', 'web/web-a', '--to', 'orders/db', '--proto', 'tcp');
    expect(stdout.replaceAll(hub, 'hub-and-spoke.yaml')).toMatchInlineSnapshot(`
      "web/web-a → orders/db
        delivered  6.6e+7 flows
          10.1.1.10-10.1.1.109 → 10.2.1.10/31,10.2.1.12/30,10.2.1.16/30 tcp 5432
          such as 10.1.1.10:40000 → 10.2.1.10:5432 tcp
        dropped: dst-reserved-address at subnet:db  2.1e+12 flows
          the address is reserved in its subnet and answers nobody
          decided by subnet orders/db (hub-and-spoke.yaml:23)
          10.1.1.10-10.1.1.109 → 10.2.1.0/30 tcp
          10.1.1.10-10.1.1.109 → 10.2.1.255 tcp
          such as 10.1.1.10:40000 → 10.2.1.0:443 tcp
        dropped: dst-host-unknown at subnet:db  1.0e+14 flows
          no interface owns the address
          decided by subnet orders/db (hub-and-spoke.yaml:23)
          10.1.1.10-10.1.1.109 → 10.2.1.4/30,10.2.1.8/31 tcp
          10.1.1.10-10.1.1.109 → 10.2.1.20-10.2.1.254 tcp
          such as 10.1.1.10:40000 → 10.2.1.4:443 tcp
        dropped: sg-ingress-denied at sg:sg-db  4.3e+12 flows
          no ingress rule of the security groups matches
          decided by group sg-db (hub-and-spoke.yaml:49)
          10.1.1.10-10.1.1.109 → 10.2.1.10/31,10.2.1.12/30,10.2.1.16/30 tcp 0-5431
          10.1.1.10-10.1.1.109 → 10.2.1.10/31,10.2.1.12/30,10.2.1.16/30 tcp 5433-65535
          such as 10.1.1.10:40000 → 10.2.1.10:443 tcp
      "
    `);
  });

  it('knows ends by name, and never guesses', async () => {
    expect((await run('reach', hub, '--from', 'web', '--to', 'internet')).exitCode).toBe(0);
    const { exitCode, stderr } = await run('reach', hub, '--from', 'web/web-x');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('web/web-');
  });
});

describe('vpcsim whatif', () => {
  it('says what is lost, with a flow that shows it, and because of which line', async () => {
    const { exitCode, stdout } = await run('whatif', hub, '--change', cut);
    expect(exitCode).toBe(1);
    expect(stdout.replaceAll(cut, 'cut.yaml')).toMatchInlineSnapshot(`
      "lost (7)
        hub/shared → reports/batch
          10.0.1.10-10.0.1.29 → 10.3.1.10-10.3.1.59 all protocols
          such as 10.0.1.10:40000 → 10.3.1.10:443 tcp
            before  delivered by pcx-reports and back by pcx-reports
            after   dropped: no-route at table:hub
          because of remove routes of hub (cut.yaml:2)
        orders/db → web/web-a
          10.2.1.10/31,10.2.1.12/30,10.2.1.16/30 → 10.1.1.10-10.1.1.109 all protocols
          such as 10.2.1.10:40000 → 10.1.1.10:443 tcp
            before  delivered by pcx-web-orders and back by pcx-web-orders
            after   dropped: peering-not-active at table:orders
          because of delete pcx-web-orders (cut.yaml:1)
        orders/db → web/web-b
          10.2.1.10/31,10.2.1.12/30,10.2.1.16/30 → 10.1.2.10-10.1.2.109 all protocols
          such as 10.2.1.10:40000 → 10.1.2.10:443 tcp
            before  delivered by pcx-web-orders and back by pcx-web-orders
            after   dropped: peering-not-active at table:orders
          because of delete pcx-web-orders (cut.yaml:1)
        reports/batch → hub/endpoints
          10.3.1.10-10.3.1.59 → 10.0.9.50 tcp 443
          such as 10.3.1.10:40000 → 10.0.9.50:443 tcp
            before  delivered by pcx-reports, vpce-billing and back by vpce-billing, pcx-reports
            after   reply dropped: no-route at table:hub by pcx-reports, vpce-billing and back by vpce-billing
          because of remove routes of hub (cut.yaml:2)
        reports/batch → hub/shared
          10.3.1.10-10.3.1.59 → 10.0.1.10-10.0.1.29 all protocols
          such as 10.3.1.10:40000 → 10.0.1.10:443 tcp
            before  delivered by pcx-reports and back by pcx-reports
            after   reply dropped: no-route at table:hub by pcx-reports
          because of remove routes of hub (cut.yaml:2)
        web/web-a → orders/db
          10.1.1.10-10.1.1.109 → 10.2.1.10/31,10.2.1.12/30,10.2.1.16/30 tcp 5432
          such as 10.1.1.10:40000 → 10.2.1.10:5432 tcp
            before  delivered by pcx-web-orders and back by pcx-web-orders
            after   dropped: peering-not-active at table:web
          because of delete pcx-web-orders (cut.yaml:1)
        web/web-b → orders/db
          10.1.2.10-10.1.2.109 → 10.2.1.10/31,10.2.1.12/30,10.2.1.16/30 tcp 5432
          such as 10.1.2.10:40000 → 10.2.1.10:5432 tcp
            before  delivered by pcx-web-orders and back by pcx-web-orders
            after   dropped: peering-not-active at table:web
          because of delete pcx-web-orders (cut.yaml:1)

      dropped for another reason (15)
        dropped: dst-reserved-address at subnet:batch → dropped: no-route at table:hub               hub/shared → reports/batch
        dropped: dst-host-unknown at subnet:batch → dropped: no-route at table:hub                   hub/shared → reports/batch
        dropped: dst-reserved-address at subnet:web-a → dropped: peering-not-active at table:orders  orders/db → billing/service and 1 more
        dropped: dst-host-unknown at subnet:web-a → dropped: peering-not-active at table:orders      orders/db → billing/service and 1 more
        dropped: misdelivered at eni:front-a → dropped: peering-not-active at table:orders           orders/db → billing/service
        dropped: dst-reserved-address at subnet:web-b → dropped: peering-not-active at table:orders  orders/db → web/web-b
        dropped: dst-host-unknown at subnet:web-b → dropped: peering-not-active at table:orders      orders/db → web/web-b
        dropped: dst-reserved-address at subnet:db → dropped: peering-not-active at table:web        web/web-a → orders/db and 1 more
        dropped: dst-host-unknown at subnet:db → dropped: peering-not-active at table:web            web/web-a → orders/db and 1 more
        dropped: sg-ingress-denied at sg:sg-db → dropped: peering-not-active at table:web            web/web-a → orders/db and 1 more
      "
    `);
  });

  it('ends as --fail-on says', async () => {
    expect((await run('whatif', hub, '--change', cut, '--fail-on', 'gained')).exitCode).toBe(0);
    expect((await run('whatif', hub, '--change', cut, '--fail-on', 'gained,lost')).exitCode).toBe(1);
    expect((await run('whatif', hub, '--change', cut, '--fail-on', 'everything')).exitCode).toBe(2);
    expect((await run('whatif', hub)).exitCode).toBe(2);
    expect((await run('whatif', hub, '--change', 'no-such-set')).exitCode).toBe(2);
  });

  it('shows the line of a change file that is no YAML', async () => {
    const broken = join(mkdtempSync(join(tmpdir(), 'vpcsim-')), 'broken.yaml');
    writeFileSync(broken, '- delete: [pcx-web\n- {');
    const { exitCode, stderr } = await run('whatif', hub, '--change', broken);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+: error/);
  });

  it('locates mistakes in a file of changes', async () => {
    const wrong = file('wrong.yaml', '- {delete: pcx-wep}\n');
    const { exitCode, stderr } = await run('whatif', hub, '--change', wrong);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('pcx-web');
    expect(stderr).toContain('wrong.yaml:1');
  });

  it('ranks single points of failure', async () => {
    const { exitCode, stdout } = await run('whatif', hub, '--each', 'peering');
    expect(exitCode).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "single points of failure, by ordered pairs that no longer reach each other
        removed                pairs lost  pairs reduced  such as
        delete pcx-web                  6              0  hub/shared → web/web-b
        delete pcx-web-orders           4              0  web/web-a → orders/db
        delete pcx-orders               3              0  hub/shared → orders/db
        delete pcx-reports              3              0  hub/shared → reports/batch

      0 of 4 can be removed and every pair keeps all of its flows
      "
    `);
  });
});

describe('vpcsim diff', () => {
  it('compares two inputs', async () => {
    expect((await run('diff', hub, hub)).stdout).toBe('no flow fares differently\n');
    const { exitCode, stdout } = await run('diff', hub, rerouted, '--format', 'json');
    expect(exitCode).toBe(1);
    const { changes, lost } = JSON.parse(stdout) as {
      changes: { text: string }[];
      lost: { from: { id: string }; to: { id: string }; causes: string[][] }[];
    };
    expect(changes.map(({ text }) => text)).toEqual(['route 10.2.0.0/16 of web changed']);
    expect(lost.map(({ from, to }) => `${from.id} → ${to.id}`)).toEqual([
      'orders/db → web/web-a',
      'orders/db → web/web-b',
      'web/web-a → orders/db',
      'web/web-b → orders/db',
    ]);
    expect(lost.every(({ causes }) => causes[0]![0] === changes[0]!.text)).toBe(true);
  });
});

describe('the package', () => {
  it('answers the same to a program', async () => {
    const network = await readNetwork([hub]);
    expect(diff(network, network).lost).toEqual([]);
    const { lost, newViolations } = whatIf(network, readChangeFile(cut, network));
    expect(lost.map(({ from, to }) => `${from.id} → ${to.id}`)).toContain('web/web-a → orders/db');
    expect(newViolations).toEqual([]);
    const { sets } = reach(network, 'web/web-a', 'orders/db');
    const [delivered] = sets;
    expect(delivered?.verdict.delivered).toBe(true);
    expect(delivered?.boxes.map(({ first, last }) => [first[4], last[4]])).toEqual([[5432, 5432]]);
    expect(matrix(network, ['vpc']).count().reaches).toBe(8);
    expect(() => reach(network, 'nowhere', 'web')).toThrow('names no end');
  });
});
