/**
 * Builds the template of the page: one file with its scripts and styles inside, and a policy that lets it
 * run those scripts and no other.
 */
import { createHash } from 'node:crypto';
import { defineConfig, type Plugin } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

/** Nothing is fetched but answers of the server the page came from; files have none. */
function policy(scripts: readonly string[]): string {
  const rules = [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join('; ')}" />`;
}

/** Whatever stands in the data, a script that is not in this list of hashes does not run. */
function contentPolicy(): Plugin {
  return {
    name: 'content-policy',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'asset' || !file.fileName.endsWith('.html')) continue;
          const html = String(file.source);
          const scripts = [...html.matchAll(/<script type="module"[^>]*>([\s\S]*?)<\/script>/g)];
          const hashes = scripts.map(
            ([, text]) => `'sha256-${createHash('sha256').update(text!).digest('base64')}'`,
          );
          file.source = html.replace(
            '<meta charset="utf-8" />',
            (first) => `${first}\n    ${policy(hashes)}`,
          );
        }
      },
    },
  };
}

export default defineConfig({
  root: new URL('src/page', import.meta.url).pathname,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [viteSingleFile({ removeViteModuleLoader: true }), contentPolicy()],
  build: {
    outDir: new URL('dist/page', import.meta.url).pathname,
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
  },
  logLevel: 'warn',
});
