// One flow that worked until one or two things were taken away: what repair makes of it, held against the
// rules of the provider and against every single change there is.
import { compile } from '../../src/compile/compile.ts';
import { trace } from '../../src/forward/trace.ts';
import { applyChanges } from '../../src/model/apply-change.ts';
import type { Change } from '../../src/model/change.ts';
import type { Flow } from '../../src/model/flow.ts';
import type { Network } from '../../src/model/network.ts';
import { refusalsOf } from '../../src/model/refusals.ts';
import { describeMend } from '../../src/repair/mend.ts';
import { repair } from '../../src/repair/repair.ts';
import type { Proposal } from '../../src/repair/search.ts';
import { brokenFlows, doublyBrokenFlows, type BrokenFlow } from './broken-flows.ts';
import { singleChanges } from './single-changes.ts';

/** Networks that leave room for more single changes than this are not tried exhaustively. */
const SMALL = 1000;

interface RepairTrial {
  flows: number;
  proposals: number;
  /** Of those, networks in which every single change was tried. */
  exhaustive: number;
  changesTried: number;
}

function fail(seed: number, { fault }: BrokenFlow, what: string): never {
  throw new Error(`seed ${seed}, ${fault}: ${what}`);
}

function delivers(network: Network, changes: readonly Change[], flow: Flow): boolean {
  const { network: changed, refusals } = applyChanges(network, changes);
  return refusals.length === 0 && trace(compile(changed), flow, { recording: false }).delivered;
}

/** Throws where a proposal does not work, is refused or larger than what was taken away, or a smaller one exists. */
export function tryRepair(seed: number): RepairTrial {
  const result = { flows: 0, proposals: 0, exhaustive: 0, changesTried: 0 };
  for (const [faults, found] of [brokenFlows(seed), doublyBrokenFlows(seed)].entries()) {
    for (const broken of found) {
      const { network, flow } = broken;
      const { proposals } = repair(network, flow);
      const [best] = proposals;
      if (!best) fail(seed, broken, 'nothing mends it');
      const size = best.mends.length;
      if (size === 0 || size > faults + 1) fail(seed, broken, `${size} changes: ${words(best)}`);
      const before = refusalsOf(network).length;
      for (const proposal of proposals) {
        if (proposal.mends.length !== size) fail(seed, broken, `not of one size: ${words(proposal)}`);
        if (!delivers(network, proposal.changes, flow))
          fail(seed, broken, `does not help: ${words(proposal)}`);
        if (refusalsOf(proposal.network).length > before) fail(seed, broken, `refused: ${words(proposal)}`);
        result.proposals++;
      }
      result.flows++;
      if (size === 1) continue;
      const changes = singleChanges(network);
      if (changes.length > SMALL) continue;
      const smaller = changes.find((change) => delivers(network, [change], flow));
      if (smaller) fail(seed, broken, `"${smaller.text}" alone does as well as ${words(best)}`);
      result.exhaustive++;
      result.changesTried += changes.length;
    }
  }
  return result;
}

function words({ mends }: Proposal): string {
  return mends.map(describeMend).join(', ');
}
