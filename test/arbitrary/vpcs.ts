// VPCs with their subnets: ranges from a short list, so that overlapping networks and twin subnets happen,
// and subnets of all sizes with gaps between them, down to ones in which nothing fits.
import { type Block, block, overlap, showBlock, sizeOf } from './block.ts';
import type { VpcEntry } from './document.ts';
import type { Draft, SubnetPlan, VpcPlan } from './draft.ts';

const RANGES = [
  '10.0.0.0/16',
  '10.1.0.0/16',
  '10.2.0.0/16',
  '172.16.0.0/16',
  '172.17.0.0/16',
  '192.168.0.0/16',
];
const ODD_RANGES = ['10.0.0.0/20', '10.1.128.0/17', '10.0.4.0/24', '192.168.10.0/24', '100.64.0.0/16'];
const NAMES = ['A', 'B', 'C', 'D', 'E', 'F'];

function freeRange(draft: Draft, own: readonly Block[]): Block | undefined {
  const { dice, profile } = draft;
  const used = draft.vpcs.flatMap((vpc) => vpc.cidrs);
  const odd = profile === 'otc' ? ODD_RANGES.slice(0, -1) : ODD_RANGES;
  const texts = dice.chance(0.8) ? RANGES : odd;
  const wanted = dice.shuffled(texts.map((text) => block(text)));
  const apart = wanted.filter((range) => !own.some((other) => overlap(other, range)));
  const fresh = apart.find((range) => !used.some((other) => overlap(other, range)));
  return (dice.chance(0.85) ? fresh : undefined) ?? apart[0];
}

function placeSubnet(
  draft: Draft,
  cidrs: readonly Block[],
  placed: readonly SubnetPlan[],
): Block | undefined {
  const { dice } = draft;
  const range = dice.pick(cidrs);
  if (range === undefined) return undefined;
  const length = dice.weighted([12, 24], [3, 25], [3, 26], [3, 28], [2, 29], [1, 30]);
  if (length <= range.length) return undefined;
  const step = Math.max(256, 2 ** (32 - length));
  const places = Math.max(1, Math.floor(sizeOf(range) / step));
  const place = dice.chance(0.85) ? dice.below(Math.min(places, 4)) : dice.below(Math.min(places, 12));
  const inner = length > 24 ? dice.below(2 ** Math.min(length - 24, 2)) * 2 ** (32 - length) : 0;
  const wanted = { base: range.base + place * step + inner, length };
  if (wanted.base + sizeOf(wanted) > range.base + sizeOf(range)) return undefined;
  return placed.some(({ four }) => four !== undefined && overlap(four, wanted)) ? undefined : wanted;
}

function addSubnets(draft: Draft, plan: VpcPlan): void {
  const { dice } = draft;
  const wanted = dice.weighted([2, 1], [5, 2], [5, 3], [2, 4]);
  for (let tries = 0; tries < 30 && plan.subnets.length < wanted; tries += 1) {
    const four = placeSubnet(draft, plan.cidrs, plan.subnets);
    if (four === undefined) continue;
    const number = plan.subnets.length + 1;
    const six = plan.six !== undefined && dice.chance(0.8) ? `${plan.six}0${number}` : undefined;
    const bare = six !== undefined && dice.chance(0.06);
    plan.subnets.push({
      vpc: plan.id,
      name: `${plan.id.toLowerCase()}${number}`,
      az: dice.weighted([6, 'az1'], [4, 'az2'], [1, 'az3']),
      four: bare ? undefined : four,
      six,
      taken: new Set(),
    });
  }
}

function entryOf(draft: Draft, plan: VpcPlan): VpcEntry {
  const { dice, profile } = draft;
  const blocks = plan.cidrs.map((range) => showBlock(range));
  const cidrs = plan.six === undefined ? blocks : [...blocks, `${plan.six}00::/56`];
  const hidden = profile === 'gcp' ? dice.chance(0.8) : profile === 'jd' && dice.chance(0.3);
  const subnets = plan.subnets.map(({ name, four, six }): [string, string | string[]] => {
    const ranges = [
      ...(four === undefined ? [] : [showBlock(four)]),
      ...(six === undefined ? [] : [`${six}::/64`]),
    ];
    const [only] = ranges;
    return [name, ranges.length === 1 && only !== undefined ? only : ranges];
  });
  const zoned = plan.subnets.filter(({ az }) => az !== 'az1');
  return {
    ...(hidden ? {} : { cidrs }),
    subnets: Object.fromEntries(subnets),
    ...(zoned.length > 0 ? { azs: Object.fromEntries(zoned.map(({ name, az }) => [name, az])) } : {}),
    hosts: {},
    ...(plan.account === 'acc1' ? {} : { account: plan.account }),
    ...(plan.region === 'r1' ? {} : { region: plan.region }),
    ...(dice.chance(0.06) ? { dnsSupport: false } : {}),
  };
}

export function addVpcs(draft: Draft): void {
  const { dice } = draft;
  const count = dice.weighted([3, 2], [6, 3], [4, 4], [2, 5], [1, 6]);
  for (const [index, id] of NAMES.slice(0, count).entries()) {
    const cidrs: Block[] = [];
    const ranges = dice.weighted([5, 1], [1, 2]);
    for (let i = 0; i < ranges; i += 1) {
      const range = freeRange(draft, cidrs);
      if (range !== undefined) cidrs.push(range);
    }
    const plan: VpcPlan = {
      id,
      cidrs,
      six: dice.chance(0.3) ? `2001:db8:${index + 1}:aa` : undefined,
      region: dice.weighted([12, 'r1'], [1, 'r2']),
      account: dice.weighted([3, 'acc1'], [1, 'acc2']),
      subnets: [],
    };
    addSubnets(draft, plan);
    draft.vpcs.push(plan);
    draft.document.vpcs[id] = entryOf(draft, plan);
  }
}
