/**
 * Route tables, and the routes of VPCs, sites and transit gateways.
 */
import { formatPrefix } from '../../../ip/prefix.ts';
import type { TgwRoute } from '../../../model/link.ts';
import type { Destination, Route, TableOwner, Target } from '../../../model/route.ts';
import type { Path } from '../../document.ts';
import { readRoute } from '../read-routes.ts';
import { readTgwRoute } from '../read-tgw.ts';
import { entry, section, unless, type Plain, type Writing } from './writing.ts';

export function writeRoutes(writing: Writing): Plain {
  return section(writing.network.routeTables, ({ name, owner, propagatingGateways, routes, source }, id) => {
    writing.place(['routes', id], source);
    return {
      ...ownerOf(owner),
      ...entry({ name, propagation: propagatingGateways }),
      routes: routes.map((route, i) => writeRoute(writing, route, ['routes', id, 'routes', i])),
    };
  });
}

function ownerOf(owner: TableOwner): { readonly [key: string]: Plain } {
  switch (owner.kind) {
    case 'vpc':
      return { vpc: owner.vpc };
    case 'site':
      return { site: owner.site };
    case 'edge':
      return { vpc: owner.vpc, gateway: owner.link };
  }
}

function destinationText(destination: Destination): string {
  return destination.kind === 'prefix' ? formatPrefix(destination.prefix) : destination.list;
}

function writeRoute(writing: Writing, route: Route, path: Path): Plain {
  writing.place(path, route.source);
  const { destination, target, origin, priority } = route;
  const words = [
    destinationText(destination),
    targetText(target),
    ...(origin === 'propagated' ? ['propagated'] : []),
    ...(priority === undefined ? [] : [`priority=${priority}`]),
  ];
  const row = words.join(' ');
  if (writing.says(route, (reading) => readRoute(reading, row, []))) return row;
  return {
    destination: destinationText(destination),
    target: targetEntry(target),
    ...entry({ propagated: unless(origin === 'propagated', false), priority }),
  };
}

function targetText(target: Target): string {
  switch (target.kind) {
    case 'local':
      return 'local';
    case 'link':
      return target.link;
    case 'eni':
      return `eni:${target.eni}`;
    case 'blackhole':
      return target.gone === undefined ? 'blackhole' : `blackhole:${target.gone}`;
    case 'unmodelled':
      return `unmodelled:${target.id}`;
  }
}

function targetEntry(target: Target): Plain {
  switch (target.kind) {
    case 'local':
      return { local: true };
    case 'link':
      return { link: target.link };
    case 'eni':
      return { eni: target.eni };
    case 'blackhole':
      return { blackhole: target.gone ?? true };
    case 'unmodelled':
      return { unmodelled: target.id };
  }
}

/** `attachments`: names a route may lead to. */
export function writeTgwRoute(
  writing: Writing,
  route: TgwRoute,
  attachments: readonly string[],
  path: Path,
): Plain {
  writing.place(path, route.source);
  const { destination, attachment, origin } = route;
  const propagated = origin === 'propagated';
  const to = destinationText(destination);
  const row = `${to} ${attachment ?? 'blackhole'}${propagated ? ' propagated' : ''}`;
  if (writing.says(route, (reading) => readTgwRoute(reading, '', row, attachments, []))) return row;
  return { destination: to, ...entry({ attachment, propagated: unless(propagated, false) }) };
}
