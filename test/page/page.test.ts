/**
 * The page in a real browser: what it shows of a scenario, what can be done with it, and that it asks
 * nobody for anything.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, open, picture, PICTURES } from './browser.ts';
import { HUB, report, write } from './reports.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser.close();
  process.stdout.write(`pictures of the page: ${PICTURES}\n`);
});

describe('a page that is opened from a file', () => {
  it('shows the map of the scenario, and colours it by whom a subnet reaches', async () => {
    const { page, requests, errors } = await open(browser, await report('check', 'check', HUB));
    await page.getByRole('tab', { name: /map/ }).click();
    const tree = page.getByRole('tree', { name: 'Network' });
    await expect.poll(() => tree.getByRole('treeitem').count()).toBe(16);
    await tree.getByRole('treeitem', { name: /web-a/ }).click();
    await page.getByRole('button', { name: 'Colour by what it reaches' }).click();
    const item = (name: RegExp) => tree.getByRole('treeitem', { name }).first();
    expect(await item(/^reached db/).count()).toBe(1);
    expect(await item(/^blocked batch/).count()).toBe(1);
    await picture(page, 'map-coloured');
    expect(requests).toHaveLength(1);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('finds things by name and by address, with the keyboard alone', async () => {
    const { page } = await open(browser, await report('search', 'check', HUB));
    await page.keyboard.press('/');
    await page.keyboard.type('10.2.1.7');
    await expect.poll(() => page.getByRole('option').first().textContent()).toMatch(/orders \/ db/);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('heading', { level: 2 }).textContent()).toBe('db');
    await page.keyboard.press('Escape');
    await page.keyboard.press('2');
    await page.locator('[data-spot="0 0"]').focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await expect
      .poll(() => page.getByRole('heading', { level: 2 }).textContent())
      .toMatch(/web \/ web-a → hub \/ endpoints/);
    await page.context().close();
  });

  it('marks violations and one-way pairs in the matrix, and proves a pair by stepping through a witness', async () => {
    const { page, errors } = await open(browser, await report('reach', 'reach', HUB));
    const cell = page.getByRole('button', {
      name: /^reports \/ batch to orders \/ db: .*transit nobody carries/,
    });
    await page.getByRole('button', { name: /^web \/ web-a to hub \/ endpoints: .*one-way/ }).waitFor();
    await cell.click();
    await page.getByText('the destination sits one peering further').waitFor();
    await page.getByText('10.3.1.10-10.3.1.59 → 10.2.1.0/24 all protocols').waitFor();
    await picture(page, 'matrix-pair');
    await page.getByRole('button', { name: 'Step through it on the map' }).click();
    await page.keyboard.press('n');
    const step = page.locator('[aria-current=step]');
    expect(await step.textContent()).toMatch(
      /table:reports.*10\.2\.0\.0\/16 → pcx-reports.*hub-and-spoke\.yaml:46/,
    );
    await page.keyboard.press('Escape');
    await page.getByText('counts on transit nobody carries').waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('steps through both legs of a trace with everything that stands in the way, and the fix', async () => {
    const url = await report('trace', 'trace', HUB, 'batch', 'db', '--port', '5432');
    const { page } = await open(browser, url, { colorScheme: 'dark' });
    expect(await page.getByText('1 of 4, request').count()).toBe(1);
    for (let i = 0; i < 3; i++) await page.getByRole('button', { name: /^Next step/ }).click();
    expect(await page.locator('[aria-current=step]').textContent()).toMatch(/transitive-peering/);
    await page.getByText('Smallest fix: 4 changes').waitFor();
    await page.getByText('mend: peer reports with orders (pcx-reports-orders)').waitFor();
    await picture(page, 'trace-dark');
    await page.context().close();

    const there = await open(
      browser,
      await report('delivered', 'trace', HUB, 'front-a', 'db', '--port', '5432'),
    );
    const legs = await there.page.locator('.stops h4').allTextContents();
    expect(legs).toEqual(['Request', 'Reply']);
    await picture(there.page, 'trace-both-legs');
    await there.page.context().close();
  });

  it('shows what a change does, before and after, with the change to blame', async () => {
    const changes = write('cut.yaml', '- {delete: pcx-web-orders}\n');
    const { page, errors } = await open(browser, await report('whatif', 'whatif', HUB, '--change', changes));
    expect(await page.locator('.figure.lost').first().textContent()).toMatch(/4.*lost/);
    await page.getByText('because of').first().waitFor();
    await picture(page, 'whatif');
    await page.getByRole('button', { name: 'Show the pair' }).first().click();
    await page.getByRole('tab', { name: /matrix/ }).click();
    const changed = page.locator('.cell.changed');
    // Both ways between web and orders, and what was lost in billing's equal range dies earlier.
    expect(await changed.count()).toBe(5);
    const cell = page.locator('[data-spot="4 2"]');
    expect(await cell.getAttribute('aria-label')).toMatch(/no request arrives.*changed/);
    await page.keyboard.press('[');
    expect(await cell.getAttribute('aria-label')).toMatch(/reached.*changed/);
    await picture(page, 'whatif-before');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('draws a run over simulated time with its events, the drops and who talks most', async () => {
    const url = await report('run', 'run', HUB, '--flows', '200000', '--threads', '1');
    const { page, errors } = await open(browser, url);
    const chart = page.getByRole('img', { name: /^Throughput: delivered at most .*delete pcx-web at 30 s/ });
    expect(await chart.locator('canvas').count()).toBe(1);
    const bars = await page.locator('table.bars tr').allTextContents();
    expect(bars[0]).toMatch(/^peering-not-active46,0\d\d59\.\d %/);
    await page.getByText('Top talkers').waitFor();
    expect(await page.locator('h3:has-text("Top talkers") ~ table').first().textContent()).toMatch(/batch/);
    await picture(page, 'run');
    await page.getByRole('tab', { name: /map/ }).click();
    await page.keyboard.press(']');
    expect(await page.getByRole('slider').getAttribute('aria-valuetext')).toBe('30 s');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('prints as a document, and fits a narrow screen', async () => {
    const url = await report('print', 'check', HUB);
    const { page } = await open(browser, url, { viewport: { width: 390, height: 780 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await picture(page, 'narrow');
    const bytes = await page.pdf({ path: `${PICTURES}print.pdf` });
    expect(bytes.length).toBeGreaterThan(10_000);
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    await page.emulateMedia({ media: 'print' });
    const paper = page.locator('#paper');
    expect(await paper.textContent()).toMatch(
      /hub-and-spoke.*Who reaches whom.*One-way: .*Findings.*transitive-peering/s,
    );
    expect(await page.locator('#page').isVisible()).toBe(false);
    await page.context().close();
  });

  it('keeps hostile names what they are: text', async () => {
    const name = '</script><img src=x onerror="globalThis.broken=1"><script>globalThis.broken=1</script>$&';
    const scenario = {
      profile: 'aws',
      id: name,
      title: name,
      vpcs: { A: { cidrs: ['10.0.0.0/16'], subnets: { [name]: '10.0.1.0/24' }, hosts: { h: '10.0.1.10' } } },
    };
    const url = await report('hostile', 'check', write('hostile.json', JSON.stringify(scenario)));
    const { page, requests, errors } = await open(browser, url);
    expect(await page.locator('h1').textContent()).toBe(name);
    await page.getByRole('tab', { name: /map/ }).click();
    await page.getByRole('treeitem', { name }).waitFor();
    expect(await page.evaluate(() => 'broken' in globalThis)).toBe(false);
    expect(requests).toHaveLength(1);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
