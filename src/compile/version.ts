/**
 * A later version of a compiled network, in as little work as its difference allows.
 */
import { compile } from './compile.ts';
import type { CompiledNetwork } from './compiled-network.ts';
import { patchTables } from './patch.ts';
import type { Network } from '../model/network.ts';
import { replacedKeys } from '../model/replaced-map.ts';
import type { RouteTable } from '../model/route.ts';

/** For walks; whoever wants to read whole tables compiles the network himself. */
export function versionOf(base: CompiledNetwork, network: Network): CompiledNetwork {
  if (network === base.network) return base;
  const changed = changedTables(base.network, network);
  return (changed && patchTables(base, network, changed)) ?? compile(network);
}

/** Route tables that differ, when nothing else does. */
function changedTables(before: Network, after: Network): RouteTable[] | undefined {
  for (const section of Object.keys(before) as (keyof Network)[]) {
    if (section !== 'routeTables' && before[section] !== after[section]) return undefined;
  }
  const replaced = replacedKeys(before.routeTables, after.routeTables);
  if (replaced) return [...replaced].map((id) => after.routeTables.get(id)!);
  if (before.routeTables.size !== after.routeTables.size) return undefined;
  const changed: RouteTable[] = [];
  // Replacing a table keeps its place, so both maps run side by side.
  const known = before.routeTables.values();
  for (const table of after.routeTables.values()) {
    const old = known.next().value;
    if (old === table) continue;
    if (old?.id !== table.id) return undefined;
    changed.push(table);
  }
  return changed;
}
