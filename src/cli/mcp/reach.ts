/**
 * Tool `reach`: every set of flows between two ends, or who reaches whom.
 */
import { z } from 'zod';
import { compile } from '../../compile/compile.ts';
import { reachMatrixOnThreads } from '../../reach/matrix-pool.ts';
import { uncertainPairs } from '../../reach/coverage.ts';
import { endNamesOf } from '../../reach/end.ts';
import { reachPair } from '../../reach/reach.ts';
import { matrixJson, reachJson } from '../../report/reach-json.ts';
import { renderMatrix, renderPairs } from '../../report/reach-text.ts';
import { styleFor } from '../../report/style.ts';
import { endCalled } from '../end-called.ts';
import { network } from './arguments.ts';
import { tool } from './definition.ts';

export const reach = tool({
  name: 'reach',
  title: 'Who reaches whom, exactly',
  description:
    'With from and to: every set of flows (source, destination, protocol, ports) that completes both legs or ' +
    'dies, by reason, over all packets, each with a witness. Without: a matrix of all ends.',
  input: {
    network,
    from: z.string().optional().describe('subnet, VPC, host, site, or "internet"'),
    to: z.string().optional().describe('the same'),
    by: z.enum(['subnet', 'vpc', 'host', 'site']).default('subnet').describe('ends of the matrix'),
    port: z.int().min(0).max(65_535).optional().describe('only this destination port'),
  },
  async answer(library, { network: name, from, to, by, port }) {
    const { network: net, at } = library.named(name);
    const compiled = compile(net);
    const traffic = port === undefined ? {} : { destinationPorts: { first: port, last: port } };
    const text = { style: styleFor(false), at };
    if (from === undefined || to === undefined) {
      const names = endNamesOf(net, by);
      const matrix = await reachMatrixOnThreads(compiled, names, { traffic });
      const uncertain = uncertainPairs(compiled, names, traffic);
      return { text: renderMatrix(matrix, uncertain, text), document: matrixJson(matrix, uncertain) };
    }
    const pair = reachPair(compiled, endCalled(compiled, from), endCalled(compiled, to), traffic);
    return { text: renderPairs([pair], text), document: reachJson([pair], at) };
  },
});
