/**
 * Tool `repair`: the smallest sets of changes that make a flow work, or stop it.
 */
import { z } from 'zod';
import { compile } from '../../compile/compile.ts';
import { trace } from '../../forward/trace.ts';
import { whatIf } from '../../reach/what-if.ts';
import { block, repair as mend } from '../../repair/repair.ts';
import { verdictJson } from '../../report/json.ts';
import { proposalsJson } from '../../report/proposal-json.ts';
import { renderObstacles, renderProposals } from '../../report/proposal-text.ts';
import { renderSideEffects } from '../../report/side-effects-text.ts';
import { styleFor } from '../../report/style.ts';
import { describeFlow, flowOf } from '../flow-words.ts';
import { flow, flowWords, from, network, to } from './arguments.ts';
import { tool } from './definition.ts';

export const repair = tool({
  name: 'repair',
  title: 'Mend or cut a flow',
  description:
    'Lists everything in the way of a dropped flow, in order, and proposes the smallest sets of changes (routes, peerings, rules) that make a dropped flow work under the ' +
    "provider's rules, or with block the smallest that stop one that works, and says what the first of them " +
    'changes for all other flows. Proposals are walked before they are made; nothing is changed.',
  input: {
    network,
    from,
    to,
    ...flow,
    block: z.boolean().default(false).describe('stop a flow that works instead'),
  },
  answer(library, args) {
    const { scenario, network: net, at } = library.named(args.network);
    const asked = flowOf(net, args.from, args.to, flowWords(args));
    const options = { internet: scenario.internet };
    const verdict = trace(compile(net), asked, { explaining: false, ...options });
    const words = describeFlow(asked, args.from, args.to);
    if (verdict.delivered !== args.block) {
      const text = verdict.delivered ? 'the flow works already\n' : 'the flow is dropped already\n';
      return { text, document: verdictJson(verdict, words, at) };
    }
    const found = (args.block ? block : mend)(net, asked, options);
    const style = styleFor(false);
    const [best] = found.proposals;
    const effects = best && whatIf(net, best.changes);
    const parts = [
      best && !args.block ? renderObstacles(best, style) : '',
      renderProposals(found, args.block ? 'cut' : 'mend', style),
      effects ? renderSideEffects(effects, style) : '',
    ];
    return {
      text: parts.filter((part) => part !== '').join('\n'),
      document: verdictJson(verdict, words, at, proposalsJson(net, found, effects, at)),
    };
  },
});
