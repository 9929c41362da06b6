/**
 * Every real export under test/data loads, compiles, and gives what it holds: a table to compare with.
 *
 * A number that changes is a change of the importer, to be looked at; the reason why an object is not
 * modelled is part of what it says to the user.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/compile/compile.ts';
import { loadNetwork } from '../../../src/source/load.ts';
import { SECTIONS } from '../sections.ts';

const ROOT = relative('', join(import.meta.dirname, '..', '..', 'data', 'aws'));

const FOLDERS = readdirSync(ROOT)
  .flatMap((name) =>
    name === 'c7n-placebo' ? readdirSync(join(ROOT, name)).map((scenario) => `${name}/${scenario}`) : [name],
  )
  .toSorted();

/** Records per section of the network, in the order of {@link SECTIONS}; then files ignored. */
const EXPECTED: Readonly<Record<string, string>> = {
  'aws-cli-docs': '21 16 13 25 19 4 9 3 3 78 13',
  'c7n-placebo/ec2_igw_subnet': '2 3 9 4 2 2 1 0 0 5 1',
  'c7n-placebo/test_cross_az_nat_gateway_route_filter': '1 13 15 13 5 0 1 0 0 7 0',
  'c7n-placebo/test_endpoint_policy_filter': '2 0 0 2 2 0 0 0 0 3 0',
  'c7n-placebo/test_eni_public_subnet': '2 3 3 4 2 2 1 0 0 5 0',
  'c7n-placebo/test_network_acl_s3_missing': '1 1 1 1 0 0 1 1 0 2 0',
  'c7n-placebo/test_peer_cross_account': '2 2 2 2 1 0 0 0 0 4 0',
  'c7n-placebo/test_peer_miss_route_filter': '3 3 3 4 5 0 0 0 0 5 0',
  'c7n-placebo/test_prefix_list_entry': '0 0 0 0 0 0 0 4 0 6 0',
  'c7n-placebo/test_rt_route_filter': '3 3 3 4 4 0 0 0 0 5 0',
  'c7n-placebo/test_rt_subnet_filter': '3 5 5 4 4 0 3 0 0 11 0',
  'c7n-placebo/test_security_group_self_reference': '1 1 1 1 0 42 0 0 0 2 2',
  'c7n-placebo/test_security_group_stale': '2 2 2 2 1 1 0 0 0 5 3',
  'c7n-placebo/test_transit_gateway_attachment_query_cwe': '1 0 0 1 6 0 0 0 0 8 0',
  'c7n-placebo/test_vpc_endpoint_service_configuration_query': '0 0 0 0 0 0 0 0 0 0 0',
  'c7n-placebo/test_vpc_endpoint_service_details_live': '3 0 0 3 4 0 0 0 0 4 0',
  'c7n-placebo/test_vpc_flow_logs': '2 2 2 2 0 0 0 0 0 4 2',
  'cloudmapper-demo': '1 4 2 1 2 8 1 0 0 6 1',
  'cloudmapper-demo-2018': '14 30 1 14 0 18 14 0 0 28 1',
  'lab-igw-in-nat-out': '1 2 3 3 2 2 2 4 0 0 1',
  'lab-multi-eni': '1 3 6 3 1 6 2 2 0 0 1',
  'lab-shared-vpc': '4 5 7 8 7 11 8 2 0 0 1',
  'lab-tgw-multi-az': '2 14 14 6 5 6 9 4 0 0 1',
  'lab-tgw-peering': '3 6 6 6 6 6 9 6 0 0 1',
  'lab-vpc-endpoints': '1 3 5 4 4 2 2 2 0 0 1',
};

describe('a real export', () => {
  test('of every folder is in the table', () => {
    expect(FOLDERS).toEqual(Object.keys(EXPECTED));
  });

  test.each(FOLDERS)('%s loads and compiles', async (folder) => {
    const { network, problems, ignored } = await loadNetwork([join(ROOT, folder)]);
    expect(problems).toEqual([]);
    expect(() => compile(network)).not.toThrow();
    const sizes = SECTIONS.map((section) => network[section].size);
    expect([...sizes, ignored.length].join(' ')).toBe(EXPECTED[folder]);
  });

  test.each(FOLDERS.filter((folder) => folder.startsWith('lab-')))(
    '%s is modelled completely',
    async (folder) => {
      const { network } = await loadNetwork([join(ROOT, folder)]);
      expect([...network.unmodelled.keys()]).toEqual([]);
    },
  );

  test('says which kinds it held', async () => {
    const { counts } = await loadNetwork([join(ROOT, 'lab-shared-vpc')]);
    expect(Object.fromEntries(counts)).toEqual({
      AvailabilityZones: 10,
      InternetGateways: 4,
      NetworkAcls: 8,
      NetworkInterfaces: 7,
      PrefixLists: 2,
      Instances: 17,
      RouteTables: 8,
      SecurityGroups: 11,
      Subnets: 5,
      ServiceDetails: 79,
      VpcPeeringConnections: 11,
      Vpcs: 4,
    });
  });
});

test('every record of a real export knows a file that exists', async () => {
  const { network } = await loadNetwork([join(ROOT, 'lab-tgw-multi-az')]);
  for (const section of ['vpcs', 'subnets', 'enis', 'routeTables', 'links'] as const) {
    for (const { source } of network[section].values()) expect(existsSync(source.file)).toBe(true);
  }
});
