// A network in which every kind of mend changes something, and one mend of each kind.
import { parseAddress } from '../../src/ip/address.ts';
import { parsePrefix, type Prefix } from '../../src/ip/prefix.ts';
import type { Network } from '../../src/model/network.ts';
import type { Mend } from '../../src/repair/mend.ts';
import { readScenarioValue } from '../read-scenario-file.ts';

const prefix = (text: string): Prefix => parsePrefix(text)!;
const https = { protocols: { first: 6, last: 6 }, ports: { first: 443, last: 443 } };
const echo = { protocols: { first: 1, last: 1 }, ports: { first: 8 * 256, last: 8 * 256 + 255 } };

export const mendable: Network = readScenarioValue({
  id: 'every-mend',
  profile: 'aws',
  vpcs: {
    A: {
      cidrs: ['10.0.0.0/16'],
      subnets: { a: '10.0.0.0/24', b: '10.0.1.0/24' },
      azs: { a: 'az1', b: 'az2' },
      hosts: {
        A1: { ip: '10.0.0.10', sg: 'web', forwards: true },
        A2: { ip: '10.0.1.10', state: 'stopped' },
      },
    },
    B: { cidrs: ['10.1.0.0/16'], subnets: { b: '10.1.0.0/24' }, hosts: { B1: '10.1.0.10' } },
    C: { cidrs: ['10.2.0.0/16'], subnets: { c: '10.2.0.0/24' }, hosts: { C1: '10.2.0.10' } },
  },
  sites: { office: { prefixes: ['192.168.0.0/16'], hosts: { desk: '192.168.0.10' } } },
  links: {
    'pcx-ab': { type: 'peering', between: ['A', 'B'], state: 'pending-acceptance' },
    igw: { type: 'igw', vpc: 'A' },
    vpn: { type: 'vpn', vpc: 'A', site: 'office', localSubnets: ['10.0.0.0/24'] },
    tgw: {
      type: 'tgw',
      attachments: { A: 'a', B: 'b' },
      attachmentState: { B: 'failed' },
      tables: { t: ['10.1.0.0/16 B'], u: [] },
      associations: { B: 't' },
    },
    vpce: {
      type: 'endpoint',
      vpc: 'A',
      ip: '10.0.0.20',
      service: 'B1',
      allowedPrincipals: ['111'],
      whitelist: ['10.0.0.0/24'],
    },
  },
  routes: { A: ['10.1.0.0/16 pcx-ab'] },
  sgs: { web: { in: [['tcp', '80', '0.0.0.0/0']] } },
  acls: { 'A/a': { in: [[100, 'allow', 'all', 'all', '0.0.0.0/0']] } },
}).network;

export const mends: readonly Mend[] = [
  { kind: 'route', table: 'A', prefix: prefix('10.2.0.0/16'), target: { kind: 'link', id: 'tgw' } },
  { kind: 'route', table: 'A', prefix: prefix('10.2.0.0/16'), target: { kind: 'eni', id: 'A1' } },
  { kind: 'remove-route', table: 'A', prefix: prefix('10.1.0.0/16') },
  { kind: 'accept', link: 'pcx-ab' },
  { kind: 'state', object: 'A2', state: 'running' },
  { kind: 'attachment-state', tgw: 'tgw', attachment: 'B', state: 'available' },
  { kind: 'peering', id: 'pcx-ac', between: ['A', 'C'] },
  { kind: 'peering-flag', peering: 'pcx-ab', vpc: 'B', flag: 'allowForwardedTraffic' },
  { kind: 'group-rule', group: 'web', direction: 'ingress', service: https, prefix: prefix('10.1.0.10/32') },
  { kind: 'group-rule', group: 'web', direction: 'egress', service: echo, prefix: prefix('10.1.0.0/16') },
  {
    kind: 'remove-group-rule',
    group: 'web',
    direction: 'ingress',
    rule: mendable.securityGroups.get('web')!.ingress[0]!,
    words: 'the rule for port 80',
  },
  {
    kind: 'acl-rule',
    acl: 'A/a',
    direction: 'egress',
    number: 90,
    allow: true,
    service: https,
    prefix: prefix('10.1.0.10/32'),
  },
  { kind: 'new-acl', subnet: 'A/b', direction: 'egress', service: https, prefix: prefix('10.1.0.10/32') },
  { kind: 'check-off', eni: 'A2' },
  {
    kind: 'public-address',
    eni: 'A1',
    private: parseAddress('10.0.0.10')!,
    public: parseAddress('203.0.113.9')!,
  },
  { kind: 'local-subnet', gateway: 'vpn', prefix: prefix('10.1.0.0/16') },
  { kind: 'whitelist', endpoint: 'vpce', prefix: prefix('10.1.0.10/32') },
  { kind: 'principal', endpoint: 'vpce', account: '222' },
  { kind: 'tgw-route', tgw: 'tgw', table: 'u', prefix: prefix('10.1.0.0/16'), attachment: 'B' },
  { kind: 'tgw-association', tgw: 'tgw', attachment: 'A', table: 't' },
  { kind: 'tgw-subnet', tgw: 'tgw', attachment: 'A', subnet: 'A/b' },
  { kind: 'appliance-mode', attachment: 'A' },
  { kind: 'delete', link: 'igw' },
];
