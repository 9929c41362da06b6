/**
 * Every real plan, state, template and API response under test/data loads, compiles, and gives what it
 * holds: a table to compare with. A number that changes is a change of a reader, to be looked at.
 */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { loadNetwork } from '../../src/source/load.ts';
import { verdict } from './declared.ts';
import { SECTIONS } from './sections.ts';

const DATA = relative('', join(import.meta.dirname, '..', 'data'));

/** Records per section of the network, in the order of {@link SECTIONS}; or the code of the problem. */
const EXPECTED: Readonly<Record<string, string>> = {
  'terraform/plan-and-show/checkov-provider-aliases.json': 'not-an-input',
  'terraform/plan-and-show/infracost-azure-firewall-1.0.json': '1 1 1 1 1 0 0 0 0 8',
  'terraform/plan-and-show/infracost-show-state-0.12.json': '1 1 1 1 0 0 0 0 0 8',
  'terraform/plan-and-show/infracost-show-state-0.14.json': '1 1 1 1 0 0 0 0 0 9',
  'terraform/plan-and-show/infracost-tgw-vpn-1.1.json': '0 0 0 1 1 0 0 0 1 3',
  'terraform/plan-and-show/nyaras-single-vpc-1.1.json': '1 1 2 2 1 2 1 0 0 2',
  'terraform/plan-and-show/policy-engine-nested-modules-0.12.json': '4 4 4 4 0 7 0 0 0 4',
  'terraform/plan-and-show/policy-engine-nested-modules-0.15.json': '4 4 4 4 0 7 0 0 0 4',
  'terraform/plan-and-show/policy-engine-nested-modules-1.0.json': '4 4 4 4 0 7 0 0 0 4',
  'terraform/plan-and-show/policy-engine-plan-default-sg-1.2.json': '1 1 1 1 0 1 0 0 0 1',
  'terraform/plan-and-show/pulumi-converter-eks-stripped.json': 'not-an-input',
  'terraform/plan-and-show/pulumi-converter-vpc-stripped.json': 'not-an-input',
  'terraform/plan-and-show/regula-flow-log-0.13.json': '2 2 2 2 0 2 0 0 0 2',
  'terraform/plan-and-show/regula-google-firewall-0.13.json': '1 0 0 1 1 0 0 0 0 1',
  'terraform/plan-and-show/regula-google-subnets-0.13.json': '1 3 3 1 1 0 0 0 0 1',
  'terraform/plan-and-show/regula-sg-ingress-0.13.json': '0 0 0 0 0 5 0 0 0 0',
  'terraform/plan-and-show/terracost-provider-alias-0.14.json': '0 0 0 0 0 0 0 0 0 2',
  'terraform/plan-and-show/terraform-compliance-nacl-1.0.json': '1 2 2 1 0 1 1 0 0 1',
  'terraform/plan-and-show/terraform-compliance-sg-rules-modules-0.12.json': '1 1 1 1 0 3 0 0 0 5',
  'terraform/plan-and-show/terraform-compliance-subnets-0.12.json': '1 4 6 2 1 2 1 0 0 5',
  'terraform/plan-and-show/terraform-compliance-vpc-module-0.12.json': '1 6 9 6 5 1 1 0 1 13',
  'terraform/plan-and-show/terraform-validator-forwarding-rule-0.13.json': '0 0 0 0 0 0 0 0 0 1',
  'terraform/plan-and-show/terraform-validator-instance-0.14.json': '0 0 0 0 0 0 0 0 0 1',
  'terraform/plan-and-show/terraview-inspection-vpc-1.10.json': '1 1 1 1 0 5 2 2 0 31',
  'terraform/plan-and-show/tirith-implicit-elb-sg-1.4.json': '1 1 1 1 0 2 0 0 0 3',
  'terraform/tfstate/driftctl-aws_default_network_acl-v4.json': '0 0 0 0 0 0 1 0 0 0',
  'terraform/tfstate/driftctl-aws_default_route_table-v4.json': '1 0 0 1 0 0 0 0 0 1',
  'terraform/tfstate/driftctl-aws_ec2_instance-v4.json': '0 0 0 0 0 0 0 0 0 1',
  'terraform/tfstate/driftctl-aws_internet_gateway-v4.json': '1 0 0 1 1 0 0 0 0 1',
  'terraform/tfstate/driftctl-aws_nat_gateway-v4.json': '0 0 0 0 0 0 0 0 0 1',
  'terraform/tfstate/driftctl-aws_network_acl-v4.json': '0 0 0 0 0 0 2 0 0 0',
  'terraform/tfstate/driftctl-aws_network_acl_rule-v4.json': '0 0 0 0 0 0 0 0 0 1',
  'terraform/tfstate/driftctl-aws_route-v4.json': '0 0 0 0 0 0 0 0 0 1',
  'terraform/tfstate/driftctl-aws_route_assoc-v4.json': '0 0 0 0 0 0 0 0 0 2',
  'terraform/tfstate/driftctl-aws_route_table-v4.json': '1 0 0 2 0 0 0 0 0 1',
  'terraform/tfstate/driftctl-aws_subnet-v4.json': '2 6 6 2 0 0 2 0 0 8',
  'terraform/tfstate/driftctl-aws_vpc-v4.json': '2 2 2 2 0 0 0 0 0 4',
  'terraform/tfstate/driftctl-aws_vpc_security_group-v4.json': '0 0 0 0 0 2 0 0 0 0',
  'terraform/tfstate/driftctl-aws_vpc_security_group_rule-v4.json': '0 0 0 0 0 0 0 0 0 4',
  'terraform/tfstate/driftctl-azurerm_lb-v4.json': '0 0 0 0 0 0 0 0 0 1',
  'terraform/tfstate/driftctl-azurerm_network_security_group-v4.json': '0 0 0 0 0 0 0 0 0 0',
  'terraform/tfstate/driftctl-google_compute_firewall-v4.json': '1 0 0 1 1 0 0 0 0 2',
  'terraform/tfstate/driftctl-google_compute_forwarding_rule-v4.json': '0 0 0 0 0 0 0 0 0 1',
  'terraform/tfstate/driftctl-google_compute_instance-v4.json': '0 0 0 0 0 0 0 0 0 1',
  'terraform/tfstate/driftctl-google_compute_subnetwork-v4.json': '1 2 2 1 1 0 0 0 0 3',
  'terraform/tfstate/inframap-cyclic-sg-v4.json': '0 0 0 0 0 4 0 0 0 7',
  'terraform/tfstate/inframap-google-v4.json': '0 0 0 0 0 0 0 0 0 4',
  'terraform/tfstate/inframap-repeated-modules-v4.json': '0 0 0 0 0 2 0 0 0 11',
  'terraform/tfstate/inframap-sg-v4.json': '0 0 0 0 0 3 0 0 0 2',
  'terraform/tfstate/inframap-state-v3.json': '0 0 0 0 0 5 0 0 0 4',
  'cloudformation/eksctl-vpc-private-endpoints.json': '1 4 18 5 5 2 1 1 0 7',
  'cloudformation/eksctl-vpc-public.json': '1 8 9 6 2 1 1 0 0 3',
  'cloudformation/endpoint-waitcondition.json': '1 4 8 4 3 4 1 1 0 11',
  'cloudformation/lza-network-vpc.json': '1 0 0 6 2 2 1 1 1 11',
  'cloudformation/peering-requester-setup.json': '0 0 0 0 0 0 0 0 0 6',
  'cloudformation/peering-requester.json': '0 0 0 0 0 0 0 0 0 15',
  'cloudformation/peering-updates.json': '0 0 0 0 0 0 0 0 0 19',
  'cloudformation/quickstart-vpc.json': '1 4 8 4 4 2 1 1 0 18',
  'cloudformation/troposphere-nacl.json': '1 1 2 2 1 2 1 0 0 5',
  'cloudformation/troposphere-vpn.json': '1 1 1 3 1 1 1 0 1 3',
  'cloudformation/vpc-find-in-map-azs.json': '1 4 6 4 3 2 1 0 0 6',
  'cloudformation/vpc-managed-nat.json': '1 4 6 4 3 1 2 0 0 5',
  'otc/api-neutron': '0 0 0 0 0 1 0 0 0 8',
  'otc/api-v1v2': '8 2 2 10 2 2 0 0 0 10',
  'otc/api-vpcep': '2 0 0 2 2 0 0 1 0 7',
};

const FOLDERS = ['terraform/plan-and-show', 'terraform/tfstate', 'cloudformation'];

describe('a real input', () => {
  test('of every kind is in the table', () => {
    const found = [
      ...FOLDERS.flatMap((folder) => readdirSync(join(DATA, folder)).map((name) => `${folder}/${name}`)),
      ...readdirSync(join(DATA, 'otc')).map((name) => `otc/${name}`),
    ];
    expect(found.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  test.each(Object.entries(EXPECTED))('%s', async (name, expected) => {
    const { network, plan, problems } = await loadNetwork([join(DATA, name)]);
    const sizes = SECTIONS.map((section) => network[section].size).join(' ');
    expect(problems.length > 0 ? problems.map(({ code }) => code).join(' ') : sizes).toBe(expected);
    for (const side of plan ? [plan.prior, plan.planned] : [network]) {
      expect(() => compile(side)).not.toThrow();
    }
  });

  test('can be several states that know each other by id', async () => {
    const { network, counts } = await loadNetwork([
      join(DATA, 'terraform/tfstate/driftctl-aws_vpc-v4.json'),
      join(DATA, 'terraform/tfstate/driftctl-aws_subnet-v4.json'),
    ]);
    expect(network.vpcs.size).toBe(4);
    expect(Object.fromEntries(counts)).toMatchObject({ aws_default_vpc: 1, aws_subnet: 3, aws_vpc: 1 });
  });
});

describe('flows through real estates', () => {
  const flowIn = async (name: string, from: string, to: string, port?: number): Promise<string> => {
    const { network } = await loadNetwork([join(DATA, name)]);
    return verdict(network, from, to, port);
  };

  test('an instance whose group declares no way out cannot call the internet', async () => {
    // Terraform takes the outbound rule away that new groups have; this configuration gives none back.
    const plan = 'terraform/plan-and-show/nyaras-single-vpc-1.1.json';
    expect(await flowIn(plan, 'aws_instance.main', '8.8.8.8')).toBe('sg-egress-denied');
  });

  test('the internet reaches port 22 of that instance and no other', async () => {
    const plan = 'terraform/plan-and-show/nyaras-single-vpc-1.1.json';
    expect(await flowIn(plan, 'internet', '198.18.0.1', 22)).toBe('delivered');
    expect(await flowIn(plan, 'internet', '198.18.0.1', 80)).toBe('sg-ingress-denied');
  });

  test('a firewall of Azure stands in a subnet, and how hosts get out by themselves is not known', async () => {
    const plan = 'terraform/plan-and-show/infracost-azure-firewall-1.0.json';
    expect(await flowIn(plan, '10.0.1.7', '8.8.8.8')).toBe(
      'igw-no-public-ip if azurerm_virtual_network.example/hosts, azurerm_virtual_network.example/internet',
    );
    // "Virtual network traffic routing": private ranges that nobody has lead nowhere.
    expect(await flowIn(plan, '10.0.1.7', '10.9.0.1')).toBe(
      'route-blackhole if azurerm_virtual_network.example/hosts',
    );
  });

  test('a subnetwork of Google Cloud reaches its ranges for aliases, whatever its network adds elsewhere', async () => {
    const state = 'terraform/tfstate/driftctl-google_compute_subnetwork-v4.json';
    const network = 'projects/cloudskiff-dev-raphael/global/networks/test-network-1871346572';
    expect(await flowIn(state, '10.2.0.7', '192.168.10.9')).toBe(
      `delivered if ${network}/hosts, ${network}/routes`,
    );
  });

  test('private subnets of the public VPC module leave by the NAT gateway of their zone', async () => {
    const plan = 'terraform/plan-and-show/terraform-compliance-vpc-module-0.12.json';
    expect(await flowIn(plan, '10.0.1.7', '8.8.8.8')).toBe('delivered if module.vpc.aws_vpc.this[0]/hosts');
    const { network } = await loadNetwork([join(DATA, plan)]);
    const targets = [0, 1, 2].map((i) => {
      const subnet = network.subnets.get(`module.vpc.aws_subnet.private[${i}]`)!;
      return network.routeTables.get(subnet.routeTable!)!.routes.map(({ target }) => target);
    });
    expect(targets).toEqual(
      [0, 1, 2].map((i) => [{ kind: 'link', link: `module.vpc.aws_nat_gateway.this[${i}]` }]),
    );
  });

  test('private subnets of a template with managed NAT leave by it, and are not reached from outside', async () => {
    const template = 'cloudformation/eksctl-vpc-private-endpoints.json';
    expect(await flowIn(template, '192.168.128.77', '8.8.8.8')).toBe(
      'no-route if VPC/hosts, com.amazonaws.us-west-2.s3/prefix-list',
    );
  });

  test('public subnets of the other one reach the internet only with an address of their own', async () => {
    const template = 'cloudformation/vpc-managed-nat.json';
    expect(await flowIn(template, '10.0.2.77', '8.8.8.8')).toBe('delivered if VPC/hosts');
    expect(await flowIn(template, '10.0.0.77', '8.8.8.8')).toBe('igw-no-public-ip if VPC/hosts');
  });

  test('the ACL of a template lets 80 and high ports in, its group 22 and 80', async () => {
    const template = 'cloudformation/troposphere-nacl.json';
    expect(await flowIn(template, 'internet', '198.18.0.1', 80)).toBe('delivered');
    expect(await flowIn(template, 'internet', '198.18.0.1', 443)).toBe('nacl-ingress-denied');
    expect(await flowIn(template, 'internet', '198.18.0.1', 8080)).toBe('sg-ingress-denied');
  });
});
