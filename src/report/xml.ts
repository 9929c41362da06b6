/**
 * Just enough XML to write a report: elements, attributes and text, escaped so that any name from an
 * input stays data. XML 1.0 has no way to write most control characters or lone surrogates; they become
 * the replacement character.
 */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Element | string)[];
}

export function element(
  name: string,
  attributes: Element['attributes'],
  children: Element['children'] = [],
): Element {
  return { name, attributes, children };
}

export function renderXml(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${render(root, '')}`;
}

function render({ name, attributes, children }: Element, indent: string): string {
  const pairs = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeAttribute(String(value))}"`,
  );
  const open = `${indent}<${name}${pairs.join('')}`;
  if (children.length === 0) return `${open}/>\n`;
  // Text is kept as it is: white space around it would become part of it.
  if (children.every((child) => typeof child === 'string')) {
    return `${open}>${children.map(escapeText).join('')}</${name}>\n`;
  }
  const inner = children.map((child) =>
    typeof child === 'string' ? escapeText(child) : render(child, `${indent}  `),
  );
  return `${open}>\n${inner.join('')}${indent}</${name}>\n`;
}

/** What XML 1.0 calls no character ("Extensible Markup Language (XML) 1.0", 2.2). */
const NO_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeText(text: string): string {
  return text
    .replaceAll(NO_CHARACTER, '\u{FFFD}')
    .replaceAll(/[&<>]/g, (character) => ENTITIES[character]!)
    .replaceAll('\r', '&#13;');
}

/** A parser turns white space in attributes into blanks unless it is written as a reference. */
function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', ENTITIES['"']!).replaceAll('\t', '&#9;').replaceAll('\n', '&#10;');
}
