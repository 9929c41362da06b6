/**
 * Findings with their places in the input and on the map.
 */
import type { Finding } from '../../finding/finding.ts';
import type { Network } from '../../model/network.ts';
import { violationData } from './matrix-data.ts';
import type { FindingData } from './page-data.ts';
import { placesOfObject, type At } from './place-of-hop.ts';

export function findingData(finding: Finding, network: Network, at: At): FindingData {
  const { rule, level, message, fix, subject, objects, violation, source } = finding;
  return {
    rule,
    level,
    message,
    fix,
    subject,
    objects: [...objects],
    places: [...new Set(objects.flatMap((id) => placesOfObject(network, id)))],
    violation: violation ? violationData(violation) : null,
    at: at(source),
  };
}
