/**
 * What browser tests stand on, made once: the template of the page, and a browser unpacked from its
 * package, which several tests at a time could not do.
 */
import type { TestProject } from 'vitest/node';
import { build } from 'vite';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the browser's executable. */
    readonly chromium: string;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  await build({ configFile: new URL('../../.vite.config.ts', import.meta.url).pathname });
  const { default: chromium } = await import('@sparticuz/chromium');
  project.provide('chromium', process.env['VPCSIM_CHROMIUM'] ?? (await chromium.executablePath()));
}
