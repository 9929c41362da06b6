/**
 * Longest-prefix match: full Internet tables, a table of 10,000 routes, 1,000 tables of 20, packages of npm.
 */
import type { Entry } from './harness.ts';
import { buildQuestion, changeQuestion } from './lookup/build.ts';
import { manyTables } from './lookup/many-tables.ts';
import { npmBatch, npmStrings } from './lookup/npm.ts';
import { gatewayRoutes, internetRoutes, type Routes, type Stream } from './lookup/routes.ts';
import { SingleTable, type Goals } from './lookup/single-table.ts';

export interface LookupOptions {
  /** A file with the prefixes of a full table. */
  readonly prefixes?: string | undefined;
  readonly native: boolean;
}

const STREAMS: readonly Stream[] = ['uniform', 'in-table', 'Zipf'];

export function lookupEntries({ prefixes, native }: LookupOptions): Entry[] {
  const full4 = { uniform: 1.6, 'in-table': 1.3, Zipf: 1 };
  const full6 = { uniform: 1.1, 'in-table': 1.2, Zipf: 0.8 };
  const gateway = { uniform: 2, 'in-table': 2, Zipf: 2 };
  return [
    ...streamsOf('LPM IPv4, full table', () => internetRoutes(4, prefixes), 1 << 22, full4, native),
    ...streamsOf('LPM IPv6, full table', () => internetRoutes(6, prefixes), 1 << 21, full6, native),
    ...streamsOf('LPM IPv4, 10,000 routes', gatewayRoutes, 1 << 22, gateway, native),
    { name: 'LPM IPv4, 1,000 tables of 20 routes', make: () => manyTables(1000, 10) },
    { name: 'LPM build, IPv4, full table', make: () => buildQuestion(internetRoutes(4, prefixes)) },
    { name: 'LPM build, IPv6, full table', make: () => buildQuestion(internetRoutes(6, prefixes)) },
    { name: 'LPM build, IPv4, 10,000 routes', make: () => buildQuestion(gatewayRoutes()) },
    { name: 'LPM change, IPv4, full table', make: () => changeQuestion(internetRoutes(4, prefixes)) },
    { name: 'LPM change, IPv4, 10,000 routes', make: () => changeQuestion(gatewayRoutes()) },
    { name: 'LPM against npm, in batches', make: () => npmBatch(500) },
    { name: 'LPM against npm, one string at a time', make: () => npmStrings(15) },
  ];
}

/** One entry per stream and one for single lookups; the table is made for the first of them that is asked. */
function streamsOf(
  name: string,
  routes: () => Routes,
  lookups: number,
  goals: Goals,
  native: boolean,
): Entry[] {
  let table: SingleTable | undefined;
  const made = (): SingleTable => (table ??= new SingleTable(routes(), lookups, native));
  const inBulk = STREAMS.map((stream) => ({
    name: `${name}, ${stream}`,
    make: () => made().bulk(stream, goals),
  }));
  return [...inBulk, { name: `${name}, one by one`, make: () => made().single('in-table') }];
}
