// Every change of one request that a small network leaves room for, tried blindly: what a proposal of one
// change is measured against.
import { formatPrefix, parsePrefix, type Prefix } from '../../src/ip/prefix.ts';
import type { Change, ChangeAction } from '../../src/model/change.ts';
import { ANY_SERVICE } from '../../src/model/protocol.ts';
import type { Network } from '../../src/model/network.ts';
import type { Target } from '../../src/model/route.ts';

const SOURCE = { file: 'blind', path: [] };

function change(text: string, action: ChangeAction): Change {
  return { text, action, source: SOURCE };
}

function prefixesOf(network: Network): Prefix[] {
  const subnets = [...network.subnets.values()].flatMap((subnet) => subnet.prefixes);
  const sites = [...network.sites.values()].flatMap((site) => site.prefixes);
  const everything = ['0.0.0.0/0', '::/0'].map((text) => parsePrefix(text)!);
  const byText = new Map(
    [...subnets, ...sites, ...everything].map((prefix) => [formatPrefix(prefix), prefix]),
  );
  return [...byText.values()];
}

function* routes(network: Network): Generator<Change> {
  const targets: Target[] = [
    ...[...network.links.keys()].map((link): Target => ({ kind: 'link', link })),
    ...[...network.enis.values()].flatMap((eni): Target[] =>
      eni.owner.kind === 'host' && eni.owner.host.forwards ? [{ kind: 'eni', eni: eni.id }] : [],
    ),
  ];
  for (const table of network.routeTables.values()) {
    if (table.owner.kind === 'edge') continue;
    for (const prefix of prefixesOf(network)) {
      for (const target of targets) {
        const route = {
          destination: { kind: 'prefix' as const, prefix },
          target,
          origin: 'static' as const,
          source: SOURCE,
        };
        const name = target.kind === 'link' ? target.link : 'an interface';
        yield change(`${table.id}: ${formatPrefix(prefix)} ${name}`, {
          kind: 'put-routes',
          table: table.id,
          routes: [route],
        });
      }
    }
  }
}

function* answers(network: Network): Generator<Change> {
  for (const link of network.links.values()) {
    if (link.kind === 'peering' || link.kind === 'endpoint') {
      yield change(`accept ${link.id}`, { kind: 'accept', link: link.id });
    }
  }
  for (const eni of network.enis.values()) {
    yield change(`start ${eni.id}`, { kind: 'set-state', object: eni.id, state: 'running' });
  }
}

/** Lists and groups opened altogether: if that does not help, no single rule in them does. */
function* openings(network: Network): Generator<Change> {
  const everywhere = ['0.0.0.0/0', '::/0'].map((text) => parsePrefix(text)!);
  for (const group of network.securityGroups.values()) {
    for (const direction of ['ingress', 'egress'] as const) {
      const rules = everywhere.map((prefix) => ({
        service: ANY_SERVICE,
        peer: { kind: 'prefix' as const, prefix },
        source: SOURCE,
      }));
      const open = { ...group, [direction]: [...group[direction], ...rules] };
      yield change(`open ${direction} of ${group.id}`, {
        kind: 'put',
        records: { securityGroups: new Map([[group.id, open]]) },
      });
    }
  }
}

export function singleChanges(network: Network): Change[] {
  return [...answers(network), ...openings(network), ...routes(network)];
}
