/**
 * Links of every kind.
 */
import { formatPrefix, type Prefix } from '../../../ip/prefix.ts';
import { defaultState, type StatefulKind } from '../../../model/link-state.ts';
import {
  PLAIN_SETTINGS,
  type InterfaceEndpoint,
  type Link,
  type LoadBalancer,
  type NatGateway,
  type Peering,
  type PortMapping,
  type ServiceFront,
  type TgwAttachment,
  type TransitGateway,
} from '../../../model/link.ts';
import { ALL_PORTS, formatNumbers, formatProtocol, UDP } from '../../../model/protocol.ts';
import type { Path } from '../../document.ts';
import { writeTgwRoute } from './write-routes.ts';
import { entry, section, unless, type Plain, type Writing } from './writing.ts';

type Fields = { readonly [key: string]: Plain };

export function writeLinks(writing: Writing): Plain {
  return section(writing.network.links, (link, id) => {
    const path = ['links', id];
    writing.place(path, link.source);
    const { kind: type, name } = link;
    const capacity = link.kind === 'tgw' ? undefined : link.capacityBps;
    return { type, ...entry({ name }), ...fieldsOf(writing, link, path), ...entry({ capacity }) };
  });
}

function fieldsOf(writing: Writing, link: Link, path: Path): Fields {
  switch (link.kind) {
    case 'peering':
      return peering(link);
    case 'igw':
    case 'eigw':
      return { vpc: link.vpc, ...stateOf(link.kind, link.state) };
    case 'nat':
      return natGateway(link);
    case 'vgw':
    case 'dx':
    case 'vpn':
      return {
        vpc: link.vpc,
        site: link.site,
        prefixes: link.prefixes.map(formatPrefix),
        ...(link.localSubnets && { localSubnets: link.localSubnets.map(formatPrefix) }),
        ...stateOf(link.kind, link.state),
      };
    case 'tgw':
      return transitGateway(writing, link, path);
    case 'gateway-endpoint':
      return {
        vpc: link.vpc,
        prefixList: link.prefixList,
        ...entry({ policy: unless(link.policy, 'allow') }),
        ...stateOf(link.kind, link.state),
      };
    case 'endpoint':
      return endpoint(link);
    case 'gwlbe':
      return {
        vpc: link.vpc,
        subnet: link.subnet,
        ...entry({ policy: unless(link.policy, 'allow'), stateful: unless(link.stateful, false) }),
        ...stateOf(link.kind, link.state),
      };
    case 'nlb':
      return loadBalancer(writing, link, path);
  }
}

function stateOf(kind: StatefulKind, state: string): Fields {
  return entry({ state: unless(state, defaultState(kind)) });
}

function peering({ halves }: Peering): Fields {
  const [a, b] = halves;
  const settings = Object.entries(PLAIN_SETTINGS).map(([key, usual]) => {
    const [ofA, ofB] = [a[key as keyof typeof PLAIN_SETTINGS], b[key as keyof typeof PLAIN_SETTINGS]];
    return [key, ofA === ofB ? unless<boolean>(ofA, usual) : { [a.vpc]: ofA, [b.vpc]: ofB }] as const;
  });
  return {
    between: [a.vpc, b.vpc],
    state: a.state === b.state ? a.state : { [a.vpc]: a.state, [b.vpc]: b.state },
    ...entry(Object.fromEntries(settings)),
  };
}

function natGateway({ vpc, subnet, eni, connectivity, state, snatSources, dnat }: NatGateway): Fields {
  const rules = dnat.map(
    (rule) => `${formatProtocol(rule.protocol)}/${rule.port} ${rule.eni}:${rule.targetPort}`,
  );
  return {
    vpc,
    subnet,
    eni,
    kind: connectivity,
    ...stateOf('nat', state),
    ...entry({ snat: snatSources.map(formatPrefix), dnat: rules }),
  };
}

function endpoint(link: InterfaceEndpoint): Fields {
  const { vpc, enis, service, ports, state, node, crossZone, privateName, publicName } = link;
  const ranges = (prefixes: readonly Prefix[]): Plain => prefixes.map(formatPrefix);
  return {
    vpc,
    enis,
    service: frontOf(service),
    ...(leadsEverywhere(ports) ? {} : { ports: ports.map(portText) }),
    ...stateOf('endpoint', state),
    ...entry({ node, crossZone: unless(crossZone, true), privateDns: privateName, dnsName: publicName }),
    // Lists that let nobody in are not the same as none.
    ...(link.healthyZones && { healthyTargets: link.healthyZones }),
    ...(link.whitelist && { whitelist: ranges(link.whitelist) }),
    ...(link.allowedPrincipals && { allowedPrincipals: link.allowedPrincipals }),
  };
}

function frontOf(service: ServiceFront): Plain {
  switch (service.kind) {
    case 'eni':
      return { eni: service.eni };
    case 'load-balancer':
      return { nlb: service.link };
    case 'provider':
      return { provider: service.service };
    case 'unmodelled':
      return { unmodelled: service.id };
  }
}

/** Every port to itself. */
function leadsEverywhere(ports: readonly PortMapping[]): boolean {
  const [only] = ports;
  return ports.length === 1 && only!.back === 0 && formatNumbers(only!.front, ALL_PORTS) === 'all';
}

function portText({ front, back }: PortMapping): string {
  const text = formatNumbers(front, ALL_PORTS);
  return back === front.first ? text : `${text}:${back}`;
}

function loadBalancer(writing: Writing, link: LoadBalancer, path: Path): Fields {
  const { vpc, enis, listeners, unhealthy, crossZone, preserveClientIp } = link;
  return {
    vpc,
    enis,
    listeners: listeners.map(({ protocol, port, targetPort, targets, source }, i) => {
      writing.place([...path, 'listeners', i], source);
      return {
        port,
        ...entry({ proto: unless(protocol === UDP ? 'udp' : 'tcp', 'tcp') }),
        targets,
        ...entry({ targetPort: unless(targetPort, port) }),
      };
    }),
    ...entry({
      unhealthy,
      crossZone: unless(crossZone, true),
      preserveClientIp: unless(preserveClientIp, false),
    }),
  };
}

function transitGateway(writing: Writing, link: TransitGateway, path: Path): Fields {
  const { profile, attachments, tables, sgReferencing } = link;
  const per = (valueOf: (attachment: TgwAttachment) => Plain | undefined): Plain =>
    entry(Object.fromEntries([...attachments].map(([id, attachment]) => [id, valueOf(attachment)])));
  const names = [...attachments.keys(), ...writing.missing];
  return {
    ...entry({ profile: unless(profile, writing.profile) }),
    attachments: section(attachments, ({ attached, source }, id) => {
      writing.place([...path, 'attachments', id], source);
      return attachedTo(attached);
    }),
    ...entry({
      attachmentState: per(({ state }) => unless(state, defaultState('attachment'))),
      tableNames: entry(Object.fromEntries([...tables].map(([id, { name }]) => [id, name]))),
      tables: section(tables, ({ routes }, id) =>
        routes.map((route, i) => writeTgwRoute(writing, route, names, [...path, 'tables', id, i])),
      ),
      associations: per(({ table }) => table),
      propagations: entry(
        Object.fromEntries([...tables].map(([id, { propagations }]) => [id, propagations])),
      ),
      applianceMode: per(({ applianceMode }) => unless(applianceMode, false)),
      sgReferencing: unless(sgReferencing, false),
      capacity: per(({ capacityBps }) => capacityBps),
    }),
  };
}

function attachedTo(attached: TgwAttachment['attached']): Plain {
  switch (attached.kind) {
    case 'vpc':
      return { vpc: attached.vpc, subnets: attached.subnets };
    case 'vpn':
      return { vpn: attached.site };
    case 'dx':
      return { dx: attached.site };
    case 'peering':
      return { tgw: attached.tgw };
    case 'unmodelled':
      return { unmodelled: attached.id };
  }
}
