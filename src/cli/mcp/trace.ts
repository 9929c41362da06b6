/**
 * Tool `trace`: one flow, both legs.
 */
import { compile } from '../../compile/compile.ts';
import { trace as walk } from '../../forward/trace.ts';
import { verdictJson } from '../../report/json.ts';
import { styleFor } from '../../report/style.ts';
import { renderTrace } from '../../report/trace-text.ts';
import { describeFlow, flowOf } from '../flow-words.ts';
import { flow, flowWords, from, network, to } from './arguments.ts';
import { tool } from './definition.ts';

export const trace = tool({
  name: 'trace',
  title: 'Trace a flow',
  description:
    'Follows one flow hop by hop, there and back, and says which route or rule decided each step, in which ' +
    'line it is written, and why the flow is dropped if it is. The tool "repair" lists all that is in its way.',
  input: {
    network,
    from,
    to,
    ...flow,
  },
  answer(library, args) {
    const { scenario, network: net, at } = library.named(args.network);
    const asked = flowOf(net, args.from, args.to, flowWords(args));
    const verdict = walk(compile(net), asked, { explaining: false, internet: scenario.internet });
    const words = describeFlow(asked, args.from, args.to);
    return {
      text: renderTrace(verdict, { style: styleFor(false), at, flow: words, codes: false }),
      document: verdictJson(verdict, words, at),
    };
  },
});
