/// <reference lib="dom" />
/**
 * A page that answers questions about a network by itself: no server, no file, no thread.
 */
import { explain, readScenario, whatIf, readChanges } from '../../../src/engine.ts';

const network = readScenario(`
profile: aws
vpcs:
  A: { cidrs: [10.0.0.0/16], subnets: { a: 10.0.1.0/24 }, hosts: { web: 10.0.1.10 } }
  B: { cidrs: [10.1.0.0/16], subnets: { b: 10.1.1.0/24 }, hosts: { db: 10.1.1.10 } }
links: { pcx-1: { type: peering, between: [A, B] } }
routes: { A: ['10.1.0.0/16 pcx-1'], B: ['10.0.0.0/16 pcx-1'] }
`);
const { verdict } = explain(network, { from: 'web', to: 'db', port: 5432 });
const { lost } = whatIf(network, readChanges('- {delete: pcx-1}', network));
document.body.textContent = `${verdict.delivered ? 'delivered' : 'dropped'}, ${lost.length} lost without the peering`;
