/**
 * A flow made alone is the flow that its batch has in that row.
 */
import { describe, expect, it } from 'vitest';
import { BATCH_FLOWS } from '../../src/workload/batch.ts';
import { FlowColumns, generateFlows, zipfWeights, type GeneratorPlan } from '../../src/workload/generator.ts';

const SENDERS = { firstWords: Uint32Array.of(10, 500), offsets: Float64Array.of(0, 7, 40), spreadBits: 0 };

function planOf(pick: GeneratorPlan['pick'], destinations: number, ports: number[], poisson: boolean) {
  return {
    index: 1,
    family: 4,
    flowCount: BATCH_FLOWS,
    pick,
    senders: SENDERS,
    destinations: {
      firstWords: Uint32Array.of(9000),
      offsets: Float64Array.of(0, destinations),
      spreadBits: 0,
    },
    zipfWeights: pick === 'zipf' ? zipfWeights(destinations) : new Float64Array(0),
    destinationPorts: Uint16Array.from(ports),
    sourcePortFirst: 1024,
    sourcePortLast: 2047,
    fromMs: 0,
    overMs: poisson ? 1000 : 0,
    process: poisson ? 'poisson' : 'even',
  } as const satisfies GeneratorPlan;
}

describe('a row of a batch', () => {
  for (const pick of ['uniform', 'zipf', 'roundRobin'] as const) {
    for (const destinations of [50, 200_000]) {
      for (const ports of [
        [443, 443],
        [80, 90, 443, 443],
      ]) {
        for (const poisson of [false, true]) {
          const start = poisson ? 'by chance' : 'at once';
          it(`is the same alone: ${pick} over ${destinations}, ${ports.length / 2} ranges of ports, ${start}`, () => {
            const plan = planOf(pick, destinations, ports, poisson);
            const whole = new FlowColumns(BATCH_FLOWS);
            generateFlows(plan, 3, BATCH_FLOWS, BATCH_FLOWS, whole);
            for (const row of [0, 1, 977, BATCH_FLOWS - 1]) {
              const alone = new FlowColumns(BATCH_FLOWS);
              generateFlows(plan, 3, BATCH_FLOWS, BATCH_FLOWS, alone, { from: row, until: row + 1 });
              const rowOf = ({
                sender,
                senderOffset,
                destinationPlace,
                destinationWords,
                ...rest
              }: FlowColumns) => [
                sender[row],
                senderOffset[row],
                destinationPlace[row],
                destinationWords[row],
                rest.sourcePort[row],
                rest.destinationPort[row],
                rest.startMs[row],
              ];
              expect(rowOf(alone)).toEqual(rowOf(whole));
            }
          });
        }
      }
    }
  }
});
