/**
 * The page on networks people did not draw for it: a real export, and a company of 1,000 VPCs.
 */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, open, picture } from './browser.ts';
import { company, LAB, report } from './reports.ts';
import { VPC_COUNT } from './thousand-vpcs.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(() => browser.close());

describe('a real AWS export', () => {
  it('shows accounts, peerings and gateways, and the exact reach of its hub', async () => {
    const { page, requests, errors } = await open(
      browser,
      await report('lab', 'reach', LAB, '--with', 'internet'),
    );
    await page.getByRole('tab', { name: /map/ }).click();
    const tree = page.getByRole('tree', { name: 'Network' });
    for (const name of ['028403472736', 'jump', 'shared_services', 'dev', 'prod', 'internet']) {
      await tree.getByRole('treeitem', { name }).first().waitFor();
    }
    await picture(page, 'export-map');
    await page.getByRole('tab', { name: /matrix/ }).click();
    const cell = (from: string, to: string) =>
      page.getByRole('button', { name: new RegExp(`^${from} / .* to ${to} / .*: reached`) }).first();
    await cell('jump', 'prod').waitFor();
    // Two spokes meet by a public address alone: no peering carries them through the hub.
    await cell('dev', 'prod').click();
    await page.getByText('10.3.1.100 → 54.157.213.2 udp 33434-33534').waitFor();
    await page.getByText('10.3.1.100 → 10.2.1.0/24 all protocols').waitFor();
    await picture(page, 'export-matrix');
    expect(requests).toHaveLength(1);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});

describe('1,000 VPCs', () => {
  it('open at a glance, level by level, with a matrix of a million pairs', async () => {
    const url = await report('company', 'reach', company(), '--by', 'vpc');
    const startedAt = performance.now();
    const { page, errors } = await open(browser, url);
    await page.getByRole('tab', { name: /map/ }).click();
    await page.locator('.map-canvas canvas').first().waitFor();
    const openedMs = performance.now() - startedAt;
    process.stdout.write(`1,000 VPCs open in ${openedMs.toFixed(0)} ms (matrix painted, map drawn)\n`);
    // A machine with other things to do takes longer than the two seconds it should be.
    expect(openedMs).toBeLessThan(20_000);

    const tree = page.getByRole('tree', { name: 'Network' });
    expect(await tree.getByRole('treeitem').count()).toBe(44);
    await picture(page, 'company-closed');
    await page.keyboard.press('/');
    await page.keyboard.type('vpc-0777');
    await page.keyboard.press('Enter');
    await tree.getByRole('treeitem', { name: 'vpc-0777' }).waitFor();
    await page.getByText('Route table vpc-0777').waitFor();
    await picture(page, 'company-open');

    await page.getByRole('tab', { name: /matrix/ }).click();
    const grid = page.getByRole('application', {
      name: `Matrix of ${VPC_COUNT} ends: arrow keys move, Enter opens`,
    });
    await grid.focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.getByText('vpc-0001 to vpc-0002: no request arrives').waitFor();
    await expect
      .poll(() => page.getByRole('heading', { level: 2 }).textContent())
      .toMatch(/vpc-0001 → vpc-0002/);
    await page.locator('.set').getByText('the destination sits one peering further').waitFor();
    await picture(page, 'company-matrix');
    // Not every pair of a million is worked out ahead of time: the page says how to ask for one.
    await grid.focus();
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText(/vpcsim reach .* --from vpc:vpc-0031 --to vpc:vpc-0002/).waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
