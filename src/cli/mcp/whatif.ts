/**
 * Tool `whatif`: what a change does to every flow.
 */
import { z } from 'zod';
import type { Change } from '../../model/change.ts';
import { diff, whatIf } from '../../reach/what-if.ts';
import { renderDiff } from '../../report/diff-text.ts';
import { diffJson } from '../../report/reach-json.ts';
import { styleFor } from '../../report/style.ts';
import { readChanges } from '../../source/changes.ts';
import { SourceFile } from '../../source/source-file.ts';
import { network } from './arguments.ts';
import type { Loaded } from './library.ts';
import { tool } from './definition.ts';

export const whatif = tool({
  name: 'whatif',
  title: 'What a change would do',
  description:
    'Every flow that a change loses, gains, reroutes or drops for another reason, exactly, each with a witness ' +
    'and the change to blame; new and removed transitivity violations. Nothing is changed: the network stays ' +
    'as it was loaded. A Terraform plan is a question by itself and needs no change.',
  input: {
    network,
    change: z
      .string()
      .optional()
      .describe(
        'name of a change set of the scenario, or events in YAML such as "- {delete: pcx-1}" or ' +
          '"- {route: {table: A, set: \'10.1.0.0/16 pcx-1\'}}"',
      ),
  },
  answer(library, args) {
    const loaded = library.named(args.network);
    const { network: net, plan, at } = loaded;
    const result =
      args.change === undefined && plan
        ? diff(plan.prior, plan.planned)
        : whatIf(net, changesOf(loaded, args.change ?? ''));
    return {
      text: renderDiff(result, { style: styleFor(false), at }),
      document: diffJson(result, at),
    };
  },
});

function changesOf({ scenario, network: net }: Loaded, change: string): readonly Change[] {
  return scenario.changes.get(change) ?? readChanges(new SourceFile('change', change), net);
}
