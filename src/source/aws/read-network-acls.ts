/**
 * Network ACLs: numbered entries per direction, for subnets of one VPC.
 *
 * "Control traffic to subnets using network ACLs" (Amazon VPC User Guide). Every subnet has one; where
 * no file tells which, a stand-in that lets everything through is noted as unmodelled.
 */
import { parsePrefix } from '../../ip/prefix.ts';
import type { AclRule } from '../../model/filter.ts';
import { ANY_SERVICE, isIcmp, parseProtocol, type Service } from '../../model/protocol.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';
import { icmpMessages, portsOf } from './read-security-groups.ts';

export function readNetworkAcls(reading: ExportReading): void {
  const { inventory, draft } = reading;
  for (const [id, item] of inventory.all('NetworkAcls')) {
    const { name, source } = item;
    const ingress: AclRule[] = [];
    const egress: AclRule[] = [];
    for (const entry of item.items('Entries')) {
      (entry.flag('Egress') ? egress : ingress).push(...entryRules(reading, id, entry));
    }
    const vpc = item.ref('VpcId') ?? '';
    draft.networkAcls.set(id, { id, ...(name !== undefined && { name }), vpc, ingress, egress, source });
  }
}

/** Gives every subnet without a known ACL the stand-in of its VPC. */
export function standInForAcls(reading: ExportReading): void {
  const { draft } = reading;
  for (const subnet of draft.subnets.values()) {
    if (subnet.networkAcl !== undefined && draft.networkAcls.has(subnet.networkAcl)) continue;
    if (reading.isAnywhere(subnet.id)) continue;
    const { vpc, source } = subnet;
    const id = `${vpc}/network-acl`;
    draft.subnets.set(subnet.id, { ...subnet, networkAcl: id });
    if (draft.networkAcls.has(id)) continue;
    const open = ['0.0.0.0/0', '::/0'].map((text) => ({
      number: 100,
      allow: true,
      service: ANY_SERVICE,
      prefix: parsePrefix(text)!,
      source,
    }));
    draft.networkAcls.set(id, { id, vpc, ingress: open, egress: open, source });
    const why = 'no file describes the network ACLs of some subnets; they count as open';
    reading.doubt({ id, kind: 'NetworkAcl', why, source, vpc });
  }
}

function entryRules(reading: ExportReading, acl: string, entry: Item): AclRule[] {
  const prefix = reading.prefix(entry, 'CidrBlock') ?? reading.prefix(entry, 'Ipv6CidrBlock');
  const number = entry.integer('RuleNumber');
  const service = serviceOf(entry);
  const action = entry.text('RuleAction');
  const isAction = action === 'allow' || action === 'deny';
  if (!prefix || number === undefined || !service || !isAction) {
    const why = `the entry ${number ?? 'without a number'} says something this reader does not know`;
    reading.doubt({ id: acl, kind: 'NetworkAcl', why, source: entry.source });
    return [];
  }
  return [{ number, allow: action === 'allow', service, prefix, source: entry.source }];
}

/** "NetworkAclEntry" (Amazon EC2 API Reference): protocols are numbers as text, -1 is everything. */
function serviceOf(entry: Item): Service | undefined {
  const text = entry.text('Protocol') ?? '-1';
  if (text === '-1' || text === 'all') return ANY_SERVICE;
  const protocol = parseProtocol(text);
  if (protocol === undefined) return undefined;
  const protocols = { first: protocol, last: protocol };
  if (isIcmp(protocol)) {
    const message = entry.inner('IcmpTypeCode');
    return { protocols, ports: icmpMessages(message?.integer('Type') ?? -1, message?.integer('Code') ?? -1) };
  }
  const range = entry.inner('PortRange');
  return { protocols, ports: portsOf(protocol, range?.integer('From') ?? -1, range?.integer('To') ?? -1) };
}
