/**
 * Tool `load`: an input becomes a network to ask about.
 */
import { z } from 'zod';
import { tool } from './definition.ts';

export const load = tool({
  name: 'load',
  title: 'Load a network',
  description:
    'Reads a scenario file, a folder of cloud exports, a Terraform plan or state (terraform show -json), or ' +
    'CloudFormation templates, and keeps the network under a name for the other tools.',
  input: {
    paths: z.array(z.string()).min(1).describe('files or folders below the root of the server'),
    name: z.string().default('network'),
    prior: z.boolean().default(false).describe('of a plan: the network before it instead of after it'),
  },
  async answer(library, { paths, name, prior }) {
    const { network, scenario } = await library.load(name, paths, prior ? { prior } : {});
    const counts = {
      vpcs: network.vpcs.size,
      subnets: network.subnets.size,
      interfaces: network.enis.size,
      routeTables: network.routeTables.size,
      links: network.links.size,
      unmodelled: network.unmodelled.size,
    };
    const changes = [...scenario.changes.keys()];
    const words = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
    return {
      text: `${name}: ${words.join(', ')}${changes.length > 0 ? `; change sets ${changes.join(', ')}` : ''}\n`,
      document: { kind: 'load', name, ...counts, vpcIds: [...network.vpcs.keys()], changes },
    };
  },
});
