/**
 * Boundaries of a network: every range of addresses and ports that a record, route or rule names.
 *
 * Those of interfaces, hosts, VPCs and public addresses must be complete, because whose an address is is
 * asked once per class. All others only keep classes from being cut up again.
 */
import type { Range } from '../ip/range.ts';
import { rangeOf } from '../ip/range.ts';
import type { Prefix } from '../ip/prefix.ts';
import type { CompiledNetwork } from '../compile/compiled-network.ts';
import type { NetworkAcl, SecurityGroup } from '../model/filter.ts';
import { linksOf, type Network } from '../model/network.ts';
import type { NumberRange, Service } from '../model/protocol.ts';
import { single } from './address-classes.ts';

export function* addressLandmarks(net: CompiledNetwork): Generator<Range> {
  const { network } = net;
  for (const eni of network.enis.values()) {
    yield* eni.addresses;
    for (const mapping of eni.publicMappings) {
      yield single(mapping.private);
      yield single(mapping.public);
    }
  }
  for (const host of network.siteHosts.values()) yield* host.addresses;
  for (const vpc of net.vpcs.values()) yield* rangesIn(vpc.range);
  for (const site of net.sites.values()) yield* rangesIn(site.prefixes);
  yield* rangesIn(net.privateRanges);
  for (const prefix of prefixesIn(network)) yield rangeOf(prefix);
}

function* rangesIn(set: CompiledNetwork['privateRanges']): Generator<Range> {
  for (const family of [4, 6] as const) for (const { range } of set[family].entries()) yield range;
}

function* prefixesIn(network: Network): Generator<Prefix> {
  for (const subnet of network.subnets.values()) yield* subnet.prefixes;
  for (const list of network.prefixLists.values()) yield* list.prefixes;
  for (const { routes } of network.routeTables.values()) {
    for (const { destination } of routes) if (destination.kind === 'prefix') yield destination.prefix;
  }
  for (const acl of network.networkAcls.values()) for (const rule of rulesOf(acl)) yield rule.prefix;
  for (const group of network.securityGroups.values()) {
    for (const { peer } of rulesOf(group)) if (peer.kind === 'prefix') yield peer.prefix;
  }
}

function rulesOf<T extends NetworkAcl | SecurityGroup>({ ingress, egress }: T): T['ingress'][number][] {
  return [...ingress, ...egress];
}

export function* portLandmarks(network: Network): Generator<NumberRange> {
  for (const { ports } of servicesIn(network)) yield ports;
  for (const endpoint of linksOf(network, 'endpoint')) {
    for (const { front, back } of endpoint.ports) {
      yield front;
      yield { first: back, last: back };
    }
  }
  for (const balancer of linksOf(network, 'nlb')) {
    for (const { port, targetPort } of balancer.listeners) {
      yield { first: port, last: port };
      yield { first: targetPort, last: targetPort };
    }
  }
}

function* servicesIn(network: Network): Generator<Service> {
  for (const acl of network.networkAcls.values()) for (const rule of rulesOf(acl)) yield rule.service;
  for (const group of network.securityGroups.values()) for (const rule of rulesOf(group)) yield rule.service;
  for (const { owner } of network.enis.values()) if (owner.kind === 'host') yield* owner.host.listens ?? [];
}
