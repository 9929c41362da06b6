/**
 * The page as one file: the template that the build made, with the document in it. Nothing is fetched
 * when it is opened, and nothing in the document can become markup.
 */
import { readFileSync } from 'node:fs';
import type { PageData } from './page-data.ts';

/** `dist/page/index.html`, from the build and from source alike. */
const TEMPLATE = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/page/index.html' : '../../page/index.html',
  import.meta.url,
);

const SLOT = /(<script id="data" type="application\/json">)\s*null\s*(<\/script>)/;

export function renderPage(data: PageData): string {
  const template = readFileSync(TEMPLATE, 'utf8');
  if (!SLOT.test(template)) throw new Error('the template of the page has no place for data');
  // A function, because a text would have its dollar signs expanded.
  return template.replace(SLOT, (_, open: string, close: string) => `${open}${inertJson(data)}${close}`);
}

/** JSON that cannot end the element it stands in: no `<` is left, and no line separator of old scripts. */
function inertJson(data: PageData): string {
  return JSON.stringify(data)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
}
