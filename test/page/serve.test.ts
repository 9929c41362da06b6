/**
 * The live page: who may talk to its server, and what a change made in the browser does.
 */
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServer, type LiveServer } from '../../src/cli/serve-command.ts';
import { diff, matrix, readChangeFile, readChanges, readNetwork } from '../../src/index.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import type { PageData, VersionData } from '../../src/report/page/page-data.ts';
import { run } from '../cli/run-main.ts';
import { launch, open, picture } from './browser.ts';
import { HUB } from './reports.ts';

const input = join(mkdtempSync(join(tmpdir(), 'vpcsim-serve-')), 'net.yaml');
let server: LiveServer;
let browser: Browser;

beforeAll(async () => {
  copyFileSync(HUB, input);
  [server, browser] = await Promise.all([startServer([input], {}, 0), launch()]);
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A request with whatever headers, `Host` too. */
function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      new URL(path, server.url),
      { method: body === undefined ? 'GET' : 'POST', headers },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

async function pageNow(): Promise<PageData> {
  return JSON.parse((await ask('/api/page')).body) as PageData;
}

/** State and reason of every pair, row by row. */
function statesOf({ matrix }: VersionData): string[] {
  const { legend, cells } = matrix!;
  return cells.flatMap((row) => row.map((cell) => `${legend[cell]!.state} ${legend[cell]!.reason}`));
}

/** The same of the changed network, with nothing kept from before. */
async function statesAfresh(changes: string): Promise<string[]> {
  const network = await readNetwork([input]);
  const changed = applyChanges(network, readChangeFile(changes, network)).network;
  const found = matrix(changed);
  return found.ends.flatMap((_, from) =>
    found.ends.map((__, to) => {
      const { state, reason } = found.cell(from, to);
      return `${state} ${reason ?? null}`;
    }),
  );
}

describe('the server', () => {
  it('answers pages of its own on this machine, and nobody else', async () => {
    const { host } = new URL(server.url);
    expect(host).toMatch(/^127\.0\.0\.1:/);
    expect((await ask('/')).status).toBe(200);
    expect((await ask('/', { host: 'vpcsim.example' })).status).toBe(421);
    expect((await ask('/api/page', { origin: 'http://vpcsim.example' })).status).toBe(403);
    expect((await ask('/api/page', { origin: `http://${host}` })).status).toBe(200);
  });

  it('changes nothing without its token, and takes no large body', async () => {
    const change = JSON.stringify({ delete: 'pcx-web' });
    expect((await ask('/api/change', {}, change)).status).toBe(403);
    expect((await ask('/api/change', { 'x-vpcsim-token': 'guess' }, change)).status).toBe(403);
    const { live } = await pageNow();
    const headers = { 'x-vpcsim-token': live!.token, 'content-length': '100000' };
    expect((await ask('/api/change', headers, 'x'.repeat(100_000))).status).toBe(413);
    expect((await pageNow()).live!.changes).toEqual([]);
  });

  it('explains what it cannot do, and leaves everything as it is', async () => {
    const { live } = await pageNow();
    const tried = async (event: unknown): Promise<[number, string]> => {
      const { status, body } = await ask(
        '/api/change',
        { 'x-vpcsim-token': live!.token },
        JSON.stringify(event),
      );
      return [status, (JSON.parse(body) as { problems: string[] }).problems.join()];
    };
    expect(await tried({ delete: 'pcx-wep' })).toEqual([
      422,
      expect.stringMatching(/no .* "pcx-wep".*pcx-web/),
    ]);
    expect(await tried({ accept: 'pcx-web' })).toEqual([422, expect.stringMatching(/peering-refused-state/)]);
    expect(await tried({ addRoutes: { web: ['10.9.0.0/16 nowhere'] } })).toEqual([
      422,
      expect.stringMatching(/nowhere/),
    ]);
    expect((await ask('/api/trace?from=batch&to=nobody')).status).toBe(422);
    expect((await pageNow()).live!.changes).toEqual([]);
  });

  it('ends when it is told to, whoever still listens', async () => {
    const other = await startServer([input], {}, 0);
    const listening = request(new URL('/api/events', other.url));
    const ended = new Promise((resolve) => {
      listening.on('response', (answer) => answer.on('error', resolve).on('close', resolve).resume());
    });
    listening.on('error', () => undefined).end();
    await new Promise((resolve) => {
      listening.on('response', resolve);
    });
    await Promise.all([other.close(), ended]);
    await expect(fetch(other.url)).rejects.toThrow('fetch failed');
  });

  it('saves an export as the scenario of what it has become', async () => {
    const other = await startServer(['test/data/aws/lab-shared-vpc'], {}, 0);
    const at = (path: string): URL => new URL(path, other.url);
    const { live } = (await (await fetch(at('/api/page'))).json()) as PageData;
    const cut = await fetch(at('/api/change'), {
      method: 'POST',
      headers: { 'x-vpcsim-token': live!.token },
      body: JSON.stringify({ delete: 'pcx-08222c132440e92d7' }),
    });
    expect(cut.status).toBe(200);
    const saved = join(input, '../saved.yaml');
    writeFileSync(saved, await (await fetch(at('/api/scenario.yaml'))).text());
    await other.close();
    const before = await readNetwork(['test/data/aws/lab-shared-vpc']);
    const deletion = readChanges('- {delete: pcx-08222c132440e92d7}', before);
    const [expected, found] = [applyChanges(before, deletion).network, await readNetwork([saved])];
    expect(diff(expected, found).changes).toEqual([]);
    expect(diff(before, found).lost.length).toBeGreaterThan(0);
  });

  it('shows the same matrix after a change as a network that was read that way', async () => {
    const { live } = await pageNow();
    const headers = { 'x-vpcsim-token': live!.token };
    for (const event of [{ delete: 'pcx-web' }, { addRoutes: { reports: ['10.1.0.0/16 pcx-reports'] } }]) {
      expect((await ask('/api/change', headers, JSON.stringify(event))).status).toBe(200);
      const changes = (await ask('/api/changes.yaml')).body;
      const scenario = (await ask('/api/scenario.yaml')).body;
      writeFileSync(join(input, '../changed.yaml'), scenario);
      writeFileSync(join(input, '../changes.yaml'), changes);
      const file = await run('whatif', input, '--change', join(input, '../changes.yaml'), '--format', 'json');
      const named = await run(
        'whatif',
        join(input, '../changed.yaml'),
        '--change',
        'made on the page',
        '--format',
        'json',
      );
      const lost = (text: string): number => (JSON.parse(text) as { lost: unknown[] }).lost.length;
      const { diff, versions } = await pageNow();
      expect(diff!.entries.filter(({ effect }) => effect === 'lost')).toHaveLength(lost(file.stdout));
      expect(lost(named.stdout)).toBe(lost(file.stdout));
      expect(statesOf(versions.at(-1)!)).toEqual(await statesAfresh(join(input, '../changes.yaml')));
    }
    await ask('/api/undo', headers, '{}');
    await ask('/api/undo', headers, '{}');
    expect((await pageNow()).versions).toHaveLength(1);
  });
});

describe('the live page', () => {
  it('cuts a peering, shows what that does, edits a route, and takes it all back', async () => {
    const { page, errors } = await open(browser, server.url);
    await page.keyboard.press('/');
    await page.keyboard.type('pcx-web-orders');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Cut the peering' }).click();
    await page.getByText('1 change').waitFor();
    await page.getByRole('button', { name: '4 lost' }).waitFor();
    await picture(page, 'live-cut');
    await page.getByRole('tab', { name: /matrix/ }).click();
    await expect.poll(() => page.locator('.cell.changed').count()).toBe(5);
    await page.locator('[data-spot="2 4"]').click();
    await page.getByText('10.1.1.10-10.1.1.109 → 10.2.1.10/31,10.2.1.12/30,10.2.1.16/30 tcp 5432').waitFor();
    await picture(page, 'live-matrix');

    await page.keyboard.press('/');
    await page.keyboard.type('reports');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove the route to 10.0.0.0/16' }).click();
    await page.getByText('2 changes').waitFor();
    await page.getByRole('textbox', { name: /^New route of table reports/ }).fill('10.0.0.0/16 pcx-nothing');
    await page.keyboard.press('Enter');
    await page
      .getByRole('alert')
      .getByText(/pcx-nothing/)
      .waitFor();
    await page.getByRole('button', { name: 'Undo the last' }).click();
    await page.getByText('1 change').waitFor();
    await page.getByRole('button', { name: 'Undo the last' }).click();
    await page.getByText('live, unchanged').waitFor();
    expect(await page.locator('.cell.changed').count()).toBe(0);
    // The browser itself reports the change that was refused.
    expect(errors.filter((text) => !text.includes('422'))).toEqual([]);
    await page.context().close();
  });

  it('traces a flow and finds the smallest fix', async () => {
    const { page } = await open(browser, server.url);
    await page.getByLabel('from').fill('batch');
    await page.getByLabel('to', { exact: true }).fill('db');
    await page.getByLabel('port').fill('5432');
    await page.getByRole('button', { name: 'Trace', exact: true }).click();
    await page.getByText('Smallest fix: 4 changes').waitFor();
    await page.context().close();
  });

  it('follows its input, and says when that cannot be read', async () => {
    const { page } = await open(browser, server.url);
    const text = readFileSync(input, 'utf8');
    writeFileSync(input, text.replace('title: three spokes', 'title: four spokes'));
    await page.getByText(/four spokes on a hub/).waitFor();
    writeFileSync(input, text.replace('profile: aws', 'profile: moon'));
    await page.getByRole('alert').getByText(/aws/).waitFor();
    writeFileSync(input, text);
    await page.getByText(/three spokes on a hub/).waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await page.context().close();
  });
});
