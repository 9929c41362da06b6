/**
 * Block Public Access: what keeps internet gateways from passing what routes and rules allow.
 *
 * VPCs and subnets say what applies to them, with exclusions; the options say it of an account's region,
 * for exports by tools that do not know these fields. "Block public access to VPCs and subnets" (Amazon
 * VPC User Guide): in both modes traffic of internet gateways is blocked, in one also that of egress-only
 * ones.
 */
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';

export function readPublicAccess(reading: ExportReading): void {
  const { draft, inventory } = reading;
  const subnets = [...inventory.all('Subnets').values()];
  for (const { id, kind, vpc, source } of [...draft.links.values()].filter(isInternetGateway)) {
    const item = inventory.get('Vpcs', vpc);
    const own = [item, ...subnets.filter((subnet) => subnet.ref('VpcId') === vpc)].flatMap(
      (part) => part?.inner('BlockPublicAccessStates')?.text('InternetGatewayBlockMode') ?? [],
    );
    const mode = (own.length > 0 ? own : ofRegion(reading, vpc)).find((word) => word !== 'off');
    if (mode === undefined || (kind === 'eigw' && mode === 'block-ingress')) continue;
    const why = `public access is blocked here (${mode}), which is not modelled`;
    const name = kind === 'igw' ? 'InternetGateway' : 'EgressOnlyInternetGateway';
    reading.doubt({ id, kind: name, why, source: item?.source ?? source, vpc });
  }
}

function isInternetGateway<L extends { readonly kind: string }>(
  link: L,
): link is L & { readonly kind: 'igw' | 'eigw' } {
  return link.kind === 'igw' || link.kind === 'eigw';
}

/** Modes of the options of the VPC's account and region, as far as these are known. */
function ofRegion({ draft, inventory }: ExportReading, vpc: string): string[] {
  const { account, region } = draft.vpcs.get(vpc)!;
  const isOf = (known: string | undefined, own: string): boolean => known === undefined || known === own;
  return [...inventory.all('VpcBlockPublicAccessOptions').values()].flatMap((options: Item) => {
    const applies =
      isOf(options.text('AwsAccountId') ?? options.account, account) &&
      isOf(options.text('AwsRegion') ?? options.region, region);
    return applies ? (options.text('InternetGatewayBlockMode') ?? []) : [];
  });
}
