// Flows to ask about: between hosts, from and to the internet and the sites, to names and links, and to
// every address where something might go wrong: neighbours, reserved ones, unallocated ones, twins, public
// and translated ones, the provider's own.
import { showAddress, sizeOf } from './block.ts';
import type { Entry, FlowRow } from './document.ts';
import type { Draft, HostPlan } from './draft.ts';

const FIXED = [
  '8.8.8.8',
  '192.0.2.80',
  '198.18.0.9',
  '198.19.128.7',
  '198.19.200.7',
  '203.0.113.250',
  '100.64.0.9',
  '127.0.0.1',
  '10.77.0.1',
  '10.1.7.7',
  '172.31.0.1',
  '192.168.200.1',
  '169.254.169.253',
  '169.254.169.254',
  '169.254.169.123',
  '169.254.170.9',
  '224.0.0.5',
];
const FIXED_SIX = [
  '2001:db8:ffff::99',
  '2001:db8:1:aa01::99',
  '2001:db8:2:aa09::1',
  'fd00:ec2::253',
  'fd00:ec2::77',
];

/** Every address of the estate with a story, collected once per scenario. */
export function storiedAddresses(draft: Draft): string[] {
  const four: string[] = [...FIXED, ...draft.landmarks];
  for (const vpc of draft.vpcs) {
    for (const range of vpc.cidrs) {
      four.push(showAddress(range.base + 2), showAddress(range.base + sizeOf(range) - 77));
    }
    for (const subnet of vpc.subnets) {
      if (subnet.four === undefined) continue;
      const { base } = subnet.four;
      const last = base + sizeOf(subnet.four) - 1;
      for (const address of [base, base + 1, base + 2, base + 3, last, last - 1, last - 2, base + 9]) {
        four.push(showAddress(address));
      }
    }
  }
  for (const { subnet, four: address, eip } of draft.hosts) {
    if (address === undefined) continue;
    four.push(address, address);
    if (eip !== undefined) four.push(eip, eip);
    const number = address.split('.').reduce((value, part) => value * 256 + Number(part), 0);
    four.push(showAddress(number + 1));
    if (subnet === undefined) four.push(showAddress(number - 1));
  }
  for (const [, entry] of draft.linksOf('nat')) {
    const eips = entry['eip'];
    if (typeof eips === 'string') four.push(eips);
  }
  const six = draft.hosts.flatMap((host) => host.six ?? []);
  const reserved = draft.vpcs.flatMap((vpc) =>
    vpc.subnets.flatMap((subnet) =>
      subnet.six === undefined ? [] : [`${subnet.six}::1`, `${subnet.six}::77`],
    ),
  );
  return [
    ...four,
    ...six,
    ...six,
    ...(six.length > 0 || draft.dice.chance(0.2) ? [...reserved, ...FIXED_SIX] : []),
  ];
}

function isSix(text: string): boolean {
  return text.includes(':');
}

function sender(draft: Draft): string {
  const { dice } = draft;
  const endpoints = draft.linksOf('endpoint').map(([id]) => id);
  const sixes = draft.vpcs.some(({ six }) => six !== undefined);
  const sites = draft.hosts.filter((host) => host.vpc === undefined);
  const host = dice.pick(draft.vpcHosts())?.name ?? 'internet';
  return dice.weighted(
    [40, host],
    [7, dice.pick(sites)?.name ?? host],
    [5, 'internet'],
    [sixes ? 2 : 0, 'internet6'],
    [1, dice.pick(endpoints) ?? host],
  );
}

function receiver(draft: Draft, from: string, addresses: readonly string[]): string {
  const { dice } = draft;
  const host = dice.pick(draft.hosts)?.name ?? 'internet';
  const service = draft.linksOf('gateway-endpoint').length > 0 ? 3 : 0;
  const links = draft.linksOf('endpoint', 'nlb').map(([id]) => id);
  // Somebody with IPv6 alone would mostly ask in vain.
  const sixes = draft.hosts.filter(({ six }) => six !== undefined);
  if (from === 'internet6' && dice.chance(0.8)) {
    return dice.chance(0.6) ? (dice.pick(sixes)?.name ?? host) : (dice.pick(addresses.filter(isSix)) ?? host);
  }
  const name = dice.pick([...draft.names, 'svc.local', 'nowhere.example']) ?? 'nowhere.example';
  return dice.weighted(
    [22, host],
    [20, dice.pick(addresses) ?? host],
    [6, dice.pick(links) ?? host],
    [2, draft.names.length > 0 || dice.chance(0.1) ? `dns:${name}` : host],
    [service, dice.pick(['192.0.2.80', '192.0.2.200', '198.18.0.9'])],
    [5, 'internet'],
    [1, 'internet6'],
  );
}

/** A forged source: only where it is clear which family the flow is of. */
function forged(draft: Draft, addresses: readonly string[], to: string, target: HostPlan | undefined): Entry {
  const { dice } = draft;
  const both = target?.four !== undefined && target.six !== undefined;
  if (!dice.chance(0.06) || both || to.startsWith('dns:')) return {};
  const six = isSix(to) || to === 'internet6' || (target !== undefined && target.four === undefined);
  const src = dice.pick(addresses.filter((address) => isSix(address) === six));
  return src === undefined ? {} : { src };
}

function protocolOptions(draft: Draft, to: string): Entry {
  const { dice } = draft;
  const proto = dice.weighted(
    [60, undefined],
    [12, 'udp'],
    [14, isSix(to) ? 'icmpv6' : 'icmp'],
    [1, isSix(to) ? 'icmp' : 'icmpv6'],
    [4, 'esp'],
  );
  const entry: Entry = proto === undefined ? {} : { proto };
  if (proto === 'icmp' && dice.chance(0.15)) entry['icmpType'] = dice.pick([0, 3, 8, 13]);
  const ported = proto === undefined || proto === 'udp';
  if (ported && dice.chance(0.35)) entry['dport'] = dice.pick([22, 53, 80, 123, 8080, 8443, 53, 80]);
  if (ported && dice.chance(0.08)) entry['sport'] = dice.pick([53, 443, 1023, 1024, 32768]);
  return entry;
}

export function arbitraryFlow(draft: Draft, addresses: readonly string[]): FlowRow {
  const { dice } = draft;
  const from = sender(draft);
  const to = receiver(draft, from, addresses);
  const options: Entry = {
    ...protocolOptions(draft, to),
    ...forged(
      draft,
      addresses,
      to,
      draft.hosts.find((host) => host.name === to),
    ),
    ...(dice.chance(0.05) ? { ttl: dice.between(1, 6) } : {}),
    ...(dice.chance(0.06) ? { bytes: dice.pick([1500, 1501, 8500, 8501, 9001, 9002]) } : {}),
    ...(dice.chance(0.03) ? { df: dice.chance(0.5) } : {}),
    ...(dice.chance(0.07) ? { oneWay: true } : {}),
  };
  return Object.keys(options).length === 0 ? [from, to, 'delivered'] : [from, to, 'delivered', options];
}
