/**
 * Flows of a run made again from their numbers: to be shown as examples, and walked once more for the line of
 * the input that decided about them.
 */
import { formatAddress, plus, readWords, type Address } from '../ip/address.ts';
import { BATCH_FLOWS } from '../workload/batch.ts';
import type { PlannedRun } from '../bulk/plan.ts';
import { intentFor, startWith } from '../bulk/sender-walks.ts';
import { pointOf } from '../forward/box.ts';
import type { Cause } from '../forward/outcome.ts';
import { walkFlow } from '../forward/legs.ts';
import type { DropReason } from '../model/drop-reason.ts';
import { formatProtocol } from '../model/protocol.ts';
import { describeChanges, type Epoch } from '../timeline/epochs.ts';
import { FlowColumns, generateFlows } from '../workload/generator.ts';

/** Which flow of which workload. */
interface FlowNumber {
  readonly workload: number;
  readonly flow: number;
}

interface SampleFlow {
  /** Entries of the workload's senders and destinations. */
  readonly sender: number;
  readonly destination: number;
  readonly sourceAddress: Address;
  readonly destinationAddress: Address;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly startMs: number;
}

export class SampleFlows {
  private readonly planned: PlannedRun;
  private readonly columns = new FlowColumns(BATCH_FLOWS);

  constructor(planned: PlannedRun) {
    this.planned = planned;
  }

  /** `web to orders #17: 10.0.0.10 → 10.1.0.20 tcp 40000 → 443 at 12.3 s`. */
  describe(number: FlowNumber): string {
    const { name, protocol } = this.planned.workloads[number.workload]!;
    const flow = this.flowOf(number);
    const ends = `${formatAddress(flow.sourceAddress)} → ${formatAddress(flow.destinationAddress)}`;
    const ports = `${flow.sourcePort} → ${flow.destinationPort}`;
    const atSeconds = (flow.startMs / 1000).toFixed(3);
    return `${name} #${number.flow}: ${ends} ${formatProtocol(protocol)} ${ports} at ${atSeconds} s`;
  }

  /** The record that decided: of an event or a limit the object itself, otherwise what the walk meets. */
  causeOf(
    epochs: readonly Epoch[],
    number: FlowNumber,
    { reason, hop }: { readonly reason: DropReason; readonly hop: string },
  ): Cause | undefined {
    const { planned } = this;
    const flow = this.flowOf(number);
    const epoch = epochs.findLast(({ fromMs }) => fromMs <= flow.startMs)!;
    const event = epochs.find(({ changes }) => hop === `event:${describeChanges(changes)}`)?.changes[0];
    if (event) return { text: event.text, source: event.source };
    const workload = planned.workloads[number.workload]!;
    const { senders, destinations } = planned.ends[number.workload]!;
    const { groupOf } = planned.plan.workloads[number.workload]!;
    const group = destinations.filter((_, i) => groupOf[i] === groupOf[flow.destination]);
    const box = pointOf({
      source: flow.sourceAddress,
      destination: flow.destinationAddress,
      protocol: workload.protocol,
      sourcePort: flow.sourcePort,
      destinationPort: flow.destinationPort,
    });
    const isHost = destinations[flow.destination]!.eni !== undefined;
    const { start, options } = startWith(epoch.net, workload, senders[flow.sender]!, {
      intent: intentFor(epoch.net, group, isHost),
      box,
    });
    const { drop, leg, steps } = walkFlow(epoch.net, start, { ...options, recording: true }).verdict;
    if (drop?.reason === reason && drop.hop === hop) {
      // Where the hop only reports, the route that led there decided.
      return drop.cause ?? steps.findLast((step) => step.leg === leg && step.cause)?.cause;
    }
    const link = epoch.network.links.get(hop.slice(hop.indexOf(':') + 1));
    return link && { text: link.id, source: link.source };
  }

  private flowOf(number: FlowNumber): SampleFlow {
    const { plan, ends } = this.planned;
    const { workload, flow } = number;
    const { generator, flowCount } = plan.workloads[workload]!;
    const { columns } = this;
    const i = flow % BATCH_FLOWS;
    const firstFlow = flow - i;
    const count = Math.min(BATCH_FLOWS, flowCount - firstFlow);
    generateFlows(generator, plan.seed, firstFlow, count, columns, { from: i, until: i + 1 });
    const sender = columns.sender[i]!;
    const words = generator.family === 4 ? 1 : 4;
    return {
      sender,
      destination: columns.destination[i]!,
      sourceAddress: plus(
        ends[workload]!.senders[sender]!.range.first,
        columns.senderOffset[i]! * 2 ** generator.senders.spreadBits,
      ),
      destinationAddress: readWords(generator.family, columns.destinationWords, i * words),
      sourcePort: columns.sourcePort[i]!,
      destinationPort: columns.destinationPort[i]!,
      startMs: columns.startMs[i]!,
    };
  }
}
