/**
 * Arguments that several tools take.
 */
import { z } from 'zod';
import type { FlowWords } from '../flow-words.ts';

export const network = z
  .string()
  .optional()
  .describe('name under which the network was loaded; the latest one without');

export const from = z.string().describe('host, interface, instance, address, or "internet"');
export const to = z.string().describe('the same, or dns:<name>');

export const flow = {
  proto: z.string().default('tcp').describe('tcp, udp, icmp, or a number'),
  port: z.int().min(0).max(65_535).optional().describe('destination port (443)'),
  sourcePort: z.int().min(0).max(65_535).optional().describe('source port (40000)'),
  oneWay: z.boolean().default(false).describe('nobody waits for a reply'),
};

interface FlowArguments {
  readonly proto: string;
  readonly port?: number | undefined;
  readonly sourcePort?: number | undefined;
  readonly oneWay: boolean;
}

export function flowWords({ proto, port, sourcePort, oneWay }: FlowArguments): FlowWords {
  return {
    proto,
    oneWay,
    ...(port !== undefined && { port: String(port) }),
    ...(sourcePort !== undefined && { sport: String(sourcePort) }),
  };
}
