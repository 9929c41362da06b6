/**
 * How a document is written, so that it can be changed as a value and stay a document.
 */
export interface Notation {
  readonly parse: (text: string) => unknown;
  readonly print: (value: unknown) => string;
}

export const JSON_TEXT: Notation = {
  parse: (text) => JSON.parse(text) as unknown,
  print: (value) => JSON.stringify(value, undefined, 1),
};
