/**
 * Subnets that hold nothing but hosts who ask and answer: no device, no appliance, no target of a route or
 * service, no public address. A flow of the VPC towards the outside never passes one on its way, so which of
 * several equal ones it comes from shows in nothing but its source address.
 */
import type {
  CompiledEni,
  CompiledNetwork,
  CompiledSubnet,
  CompiledTable,
} from '../compile/compiled-network.ts';

export class PlainSubnets {
  private readonly busy: ReadonlySet<string>;
  /** Hop names of tables that something else may look into as well. */
  private readonly sharedTables: ReadonlySet<string>;

  constructor(net: CompiledNetwork) {
    this.busy = busySubnets(net);
    this.sharedTables = new Set([
      ...[...net.vpcs.values()].map((vpc) => vpc.main.hop),
      ...[...net.subnets.values()].filter((subnet) => !this.has(subnet)).map(({ table }) => table.hop),
    ]);
  }

  has({ record }: CompiledSubnet): boolean {
    return !this.busy.has(record.id);
  }

  /** Do only plain subnets look into the table, so that no flow comes back to it? */
  haveAlone({ hop }: CompiledTable): boolean {
    return !this.sharedTables.has(hop);
  }
}

function busySubnets(net: CompiledNetwork): Set<string> {
  const busy = new Set<string>();
  const add = (eni: CompiledEni | undefined): void => {
    if (eni) busy.add(eni.subnet.record.id);
  };
  for (const eni of net.enis.values()) {
    if (!isPlainHost(eni)) add(eni);
    if (eni.owner.kind === 'host') add(eni.owner.proxyTo);
  }
  for (const hop of net.nextHops) if (hop.kind === 'eni') add(hop.eni);
  for (const { eni, dnat } of net.nats.values()) [eni, ...dnat.map(({ target }) => target)].forEach(add);
  for (const { enis, listeners } of net.balancers.values()) {
    [...enis, ...listeners.flatMap(({ targets }) => targets)].forEach(add);
  }
  for (const { enis, node, service } of net.endpoints.values()) {
    [...enis, node, service.kind === 'eni' ? service.eni : undefined].forEach(add);
  }
  for (const { attachments } of net.tgws.values()) {
    for (const { subnets } of attachments.values()) for (const { record } of subnets) busy.add(record.id);
  }
  for (const link of net.network.links.values()) if (link.kind === 'gwlbe') busy.add(link.subnet);
  return busy;
}

function isPlainHost({ record, owner, machine }: CompiledEni): boolean {
  const host = record.owner.kind === 'host' ? record.owner.host : undefined;
  return (
    host !== undefined &&
    !host.forwards &&
    owner.kind === 'host' &&
    owner.proxyTo === undefined &&
    machine === undefined &&
    record.sourceDestCheck &&
    record.publicMappings.length === 0
  );
}
