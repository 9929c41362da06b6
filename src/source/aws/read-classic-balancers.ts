/**
 * Classic load balancers: proxies with listeners of their own and instances behind all of them.
 *
 * They have no id but a name, unique within an account and region, and no target groups. "Elastic Load
 * Balancing API Reference" (version 2012-06-01).
 */
import { TCP } from '../../model/protocol.ts';
import type { NlbListener } from '../../model/link.ts';
import type { ExportReading } from './export-reading.ts';
import type { Item } from './item.ts';

export function readClassicBalancers(reading: ExportReading): void {
  for (const [id, item] of reading.inventory.all('LoadBalancerDescriptions')) {
    const { source } = item;
    const vpc = item.ref('VPCId');
    const enis = reading.enisByBalancer.of(id);
    if (vpc === undefined || enis.length === 0) {
      const why = vpc === undefined ? 'it stands in no VPC' : 'no file describes its interfaces';
      reading.doubt({ id, kind: 'ClassicLoadBalancer', why, source, vpc });
      continue;
    }
    const name = item.text('LoadBalancerName');
    reading.draft.links.set(id, {
      kind: 'nlb',
      id,
      ...(name !== undefined && { name }),
      vpc: reading.vpc(vpc, item),
      enis: [...enis],
      listeners: listenersOf(item, targetsOf(reading, id, item)),
      unhealthy: [],
      // "How Elastic Load Balancing works": names resolve only to zones with an instance behind them.
      crossZone: true,
      preserveClientIp: false,
      source,
    });
    const why = 'whether the instances behind it are healthy is in no file; they count as healthy';
    reading.doubt({ id, kind: 'ClassicLoadBalancer', why, source, vpc });
  }
}

function listenersOf(item: Item, targets: readonly string[]): NlbListener[] {
  return item.items('ListenerDescriptions').flatMap((description) => {
    const listener = description.inner('Listener');
    const port = listener?.integer('LoadBalancerPort');
    const targetPort = listener?.integer('InstancePort');
    if (port === undefined || targetPort === undefined) return [];
    return [{ protocol: TCP, port, targetPort, targets, source: description.source }];
  });
}

function targetsOf(reading: ExportReading, id: string, item: Item): string[] {
  return item.items('Instances').flatMap((part) => {
    const instance = part.ref('InstanceId');
    const eni = reading.enisByInstance.of(instance ?? '')[0];
    if (eni !== undefined) return [eni];
    const why = `its target ${instance ?? 'without an id'} is no interface that the export describes`;
    reading.doubt({ id, kind: 'ClassicLoadBalancer', why, source: part.source, vpc: item.ref('VPCId') });
    return [];
  });
}
