/**
 * Internet gateways, egress-only gateways and NAT gateways.
 *
 * Gateways that are detached or deleted are kept only while a route still names them, so that the drop
 * there has the right reason.
 */
import { isLiveState } from '../../model/link-state.ts';
import type { Eni } from '../../model/eni.ts';
import type { NatGateway } from '../../model/link.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';
import { guessedRanges } from './read-interfaces.ts';

export function readGateways(reading: ExportReading): void {
  readAttached(reading, 'InternetGateways', 'igw');
  readAttached(reading, 'EgressOnlyInternetGateways', 'eigw');
  for (const [id, item] of reading.inventory.all('NatGateways')) readNat(reading, id, item);
  impliedNats(reading);
}

/** Gateways that belong to the VPC they are attached to. */
function readAttached(
  reading: ExportReading,
  list: 'InternetGateways' | 'EgressOnlyInternetGateways',
  kind: 'igw' | 'eigw',
): void {
  for (const [id, item] of reading.inventory.all(list)) {
    const { name, source } = item;
    const attachments = item.items('Attachments');
    const attachment =
      attachments.find((candidate) => isLiveState(kind, candidate.text('State') ?? '')) ?? attachments[0];
    const vpc = attachment?.ref('VpcId');
    // One without a VPC comes in only with a route that names it (`route-target.ts`).
    if (!attachment || vpc === undefined) continue;
    const state = attachment.text('State') ?? 'available';
    if (!isLiveState(kind, state) && !reading.routeNames.has(id)) continue;
    const common = { id, ...(name !== undefined && { name }), vpc: reading.vpc(vpc, item), state, source };
    reading.draft.links.set(id, { kind, ...common });
  }
}

function readNat(reading: ExportReading, id: string, item: Item): void {
  const { name, source } = item;
  const state = item.text('State') ?? 'available';
  const isDead = state === 'deleted' || state === 'failed';
  if (isDead && !reading.routeNames.has(id)) return;
  const vpcId = item.ref('VpcId');
  const subnetId = item.ref('SubnetId');
  if (vpcId === undefined || subnetId === undefined) {
    const why = 'only NAT gateways that stand in a subnet are modelled';
    reading.doubt({ id, kind: 'NatGateway', why, source, vpc: vpcId });
    return;
  }
  const addresses = item.items('NatGatewayAddresses');
  const eni = natInterface(reading, id, item, vpcId, subnetId);
  const nat: NatGateway = {
    kind: 'nat',
    id,
    ...(name !== undefined && { name }),
    vpc: reading.draft.enis.get(eni)!.vpc,
    subnet: reading.draft.enis.get(eni)!.subnet,
    eni,
    connectivity: item.text('ConnectivityType') === 'private' ? 'private' : 'public',
    state,
    snatSources: [],
    dnat: [],
    source,
  };
  reading.draft.links.set(id, nat);
  const perInterface = new Set(addresses.map((address) => address.ref('NetworkInterfaceId')));
  if (perInterface.size > 1) {
    const why = 'it has several interfaces, of which the first is modelled';
    reading.doubt({ id, kind: 'NatGateway', why, source, vpc: vpcId });
  }
}

/** Id of the gateway's interface, which is made from the gateway's own record where it is not listed. */
function natInterface(
  reading: ExportReading,
  nat: string,
  item: Item,
  vpcId: string,
  subnetId: string,
): string {
  const addresses = item
    .items('NatGatewayAddresses')
    .toSorted((a, b) => Number(b.flag('IsPrimary') ?? false) - Number(a.flag('IsPrimary') ?? false));
  const id = addresses[0]?.ref('NetworkInterfaceId') ?? `${nat}/eni`;
  if (reading.draft.enis.has(id)) return id;
  const own = addresses.flatMap((address) => reading.address(address, 'PrivateIp') ?? []);
  const vpc = reading.vpc(vpcId, item);
  const eni: Eni = {
    id,
    vpc,
    subnet: reading.subnet(subnetId, vpc, item, guessedRanges(own)),
    addresses: own.map((address) => ({ first: address, last: address })),
    securityGroups: [],
    sourceDestCheck: false,
    state: 'up',
    publicMappings: addresses.flatMap((address) => {
      const inside = reading.address(address, 'PrivateIp');
      const outside = reading.address(address, 'PublicIp');
      return inside === undefined || outside === undefined ? [] : [{ private: inside, public: outside }];
    }),
    owner: { kind: 'nat', link: nat },
    source: item.source,
  };
  reading.draft.enis.set(id, eni);
  return id;
}

/** NAT gateways that only their interfaces tell of: an interface exists as long as its gateway does. */
function impliedNats(reading: ExportReading): void {
  for (const eni of reading.draft.enis.values()) {
    if (eni.owner.kind !== 'nat') continue;
    const { link: id } = eni.owner;
    if (reading.draft.links.has(id) || reading.inventory.get('NatGateways', id)) continue;
    const connectivity = eni.publicMappings.length > 0 ? 'public' : 'private';
    const { vpc, subnet, source } = eni;
    reading.draft.links.set(id, {
      kind: 'nat',
      id,
      vpc,
      subnet,
      eni: eni.id,
      connectivity,
      state: 'available',
      snatSources: [],
      dnat: [],
      source,
    });
    const why = 'no file describes it; what is known comes from its interface';
    reading.doubt({ id, kind: 'NatGateway', why, source, vpc });
  }
}
