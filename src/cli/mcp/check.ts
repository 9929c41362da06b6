/**
 * Tool `check`: what is wrong with a network, without any flow.
 */
import { RULES } from '../../finding/check.ts';
import { renderCheck } from '../../report/check-text.ts';
import { checkJson } from '../../report/json.ts';
import { styleFor } from '../../report/style.ts';
import { runCheck } from '../../run/run-check.ts';
import { network } from './arguments.ts';
import { tool } from './definition.ts';

/** Findings of one rule in the text; the data has all. */
const MOST = 20;

export const check = tool({
  name: 'check',
  title: 'Find standing faults',
  description:
    'Findings about the network as it is: routes that count on transit nobody provides, one-sided, dead, ' +
    'shadowed and blackholed routes, unused links, and more, each with its place and a fix.',
  input: { network },
  answer(library, args) {
    const { scenario, placeOf, ignored, missing } = library.named(args.network);
    const result = runCheck(scenario.network, RULES);
    return {
      text: renderCheck(result, { style: styleFor(false), placeOf, most: MOST, ignored, missing }),
      document: checkJson(result, placeOf, { ignored, missing }),
    };
  },
});
