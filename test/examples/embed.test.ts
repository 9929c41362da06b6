/**
 * Example: the engine inside a page. It is bundled like every library, and runs in a browser that gives pages
 * neither files nor shared memory.
 */
import { chromium } from 'playwright-core';
import { build, type Rollup } from 'vite';
import { expect, inject, it } from 'vitest';

it('answers in a page by itself', async () => {
  const entry = new URL('./page/main.ts', import.meta.url).pathname;
  const output = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, lib: { entry, formats: ['es'] } },
  })) as Rollup.RollupOutput[];
  const code = output.flatMap(({ output: chunks }) =>
    chunks.flatMap((chunk) => ('code' in chunk ? chunk.code : [])),
  );
  expect(code.join('\n')).not.toMatch(/from ["']node:/);

  const browser = await chromium.launch({
    executablePath: inject('chromium'),
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await page.setContent(`<body></body><script type="module">${code.join('\n')}</script>`);
    await page.waitForFunction('document.body.textContent !== ""', undefined, { timeout: 15_000 });
    expect(failures).toEqual([]);
    expect(await page.textContent('body')).toMatch(/^delivered, \d+ lost without the peering/);
  } finally {
    await browser.close();
  }
});
