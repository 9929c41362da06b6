/**
 * A flow of a run made again from its number, to be shown as an example.
 */
import { formatAddress, plus, readWords } from '../ip/address.ts';
import type { PlannedRun } from '../bulk/plan.ts';
import { BATCH_FLOWS } from '../bulk/evaluate.ts';
import { formatProtocol } from '../model/protocol.ts';
import { FlowColumns, generateFlows } from '../workload/generator.ts';

/** `web to orders #17: 10.0.0.10 → 10.1.0.20 tcp 40000 → 443 at 12.3 s`. */
export function describeSample(
  { plan, ends, workloads }: PlannedRun,
  { workload, flow }: { readonly workload: number; readonly flow: number },
): string {
  const record = workloads[workload]!;
  const { generator, flowCount } = plan.workloads[workload]!;
  const firstFlow = flow - (flow % BATCH_FLOWS);
  const columns = new FlowColumns(BATCH_FLOWS);
  generateFlows(generator, plan.seed, firstFlow, Math.min(BATCH_FLOWS, flowCount - firstFlow), columns);
  const i = flow - firstFlow;
  const sender = ends[workload]!.senders[columns.sender[i]!]!;
  const source = plus(sender.range.first, columns.senderOffset[i]!);
  const words = generator.family === 4 ? 1 : 4;
  const destination = readWords(generator.family, columns.destinationWords, i * words);
  const atSeconds = (columns.startMs[i]! / 1000).toFixed(3);
  return `${record.name} #${flow}: ${formatAddress(source)} → ${formatAddress(destination)} ${formatProtocol(record.protocol)} ${columns.sourcePort[i]} → ${columns.destinationPort[i]} at ${atSeconds} s`;
}
