/**
 * Values under names that somebody else chose. A host may be called `constructor`, and every object of
 * JavaScript answers to that.
 */

/** What an object holds itself under a name; undefined where it holds nothing. */
export function own<V>(object: Readonly<Record<string, V>> | undefined, name: string): V | undefined {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}
