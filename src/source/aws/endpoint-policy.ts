/**
 * Endpoint policies, as far as a packet is concerned: the default one admits everything, and whether any
 * other admits a request depends on more than a packet shows.
 *
 * "Control access to VPC endpoints using endpoint policies" (AWS PrivateLink).
 */

/** Is it the default policy: one statement that allows everybody everything? */
export function isPlainAllow(policy: string): boolean {
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    return false;
  }
  const statements = partOf(document, 'Statement');
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  return list.length === 1 && isAllowAll(list[0]);
}

function isAllowAll(statement: unknown): boolean {
  const principal = partOf(statement, 'Principal');
  return (
    partOf(statement, 'Effect') === 'Allow' &&
    (isEverything(principal) || isEverything(partOf(principal, 'AWS'))) &&
    isEverything(partOf(statement, 'Action')) &&
    isEverything(partOf(statement, 'Resource')) &&
    partOf(statement, 'Condition') === undefined
  );
}

function isEverything(value: unknown): boolean {
  return value === '*' || (Array.isArray(value) && value.includes('*'));
}

function partOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Record<string, unknown>)[key];
}
