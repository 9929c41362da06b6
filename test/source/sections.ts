/**
 * Sections of a network, in the order in which tables count their records.
 */
import type { Network } from '../../src/model/network.ts';

export const SECTIONS = [
  'vpcs',
  'subnets',
  'enis',
  'routeTables',
  'links',
  'securityGroups',
  'networkAcls',
  'prefixLists',
  'sites',
  'unmodelled',
] as const satisfies readonly (keyof Network)[];
