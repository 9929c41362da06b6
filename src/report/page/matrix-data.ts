/**
 * A reach matrix and the violations beside it, as the page shows them.
 */
import type { Finding } from '../../finding/finding.ts';
import { explain } from '../../model/drop-reason.ts';
import type { Network } from '../../model/network.ts';
import type { EndName } from '../../reach/end.ts';
import type { ReachMatrix } from '../../reach/matrix.ts';
import type { EndData, MatrixData, ViolationData } from './page-data.ts';
import { placeOfEnd } from './place-of-hop.ts';

export function matrixData(network: Network, matrix: ReachMatrix, findings: readonly Finding[]): MatrixData {
  const positions = new Map<string, number>();
  const legend: { state: MatrixData['legend'][number]['state']; reason: string | null }[] = [];
  const meanings: Record<string, string> = {};
  const cells = matrix.ends.map((_, from) =>
    matrix.ends.map((__, to) => {
      const { state, reason } = matrix.cell(from, to);
      const key = `${state} ${reason}`;
      const known = positions.get(key);
      if (known !== undefined) return known;
      positions.set(key, legend.length);
      if (reason !== undefined) meanings[reason] = explain(reason).meaning;
      return legend.push({ state, reason: reason ?? null }) - 1;
    }),
  );
  return {
    ends: matrix.ends.map((name) => endData(network, name)),
    legend,
    cells,
    violations: violationsData(findings),
    meanings,
  };
}

function endData(network: Network, name: EndName): EndData {
  return { kind: name.kind, id: name.id, place: placeOfEnd(name), vpc: vpcOf(network, name) ?? null };
}

/** VPC of an end that lies in one. */
export function vpcOf(network: Network, { kind, id }: EndName): string | undefined {
  switch (kind) {
    case 'vpc':
      return id;
    case 'subnet':
      return network.subnets.get(id)?.vpc;
    case 'host':
      return network.enis.get(id)?.vpc;
    default:
      return undefined;
  }
}

function violationsData(findings: readonly Finding[]): ViolationData[] {
  return findings.flatMap(({ violation }) => (violation ? [violationData(violation)] : []));
}

export function violationData({
  kind,
  from,
  via,
  to,
  severity,
}: NonNullable<Finding['violation']>): ViolationData {
  return { kind, from, via, to, severity };
}
