// Known differences, set aside so that new ones can be found. Each entry is a defect or an open question
// that has been reported; the list is meant to become empty.
import type { ScenarioDocument } from '../arbitrary/document.ts';
import { covers, parsePrefix } from './address.ts';
import type { Disagreement } from './compare.ts';
import { Oracle } from './oracle.ts';

interface Exclusion {
  readonly name: string;
  readonly matches: (document: ScenarioDocument, found: Disagreement) => boolean;
}

function isInternet({ row: [from] }: Disagreement): boolean {
  return from === 'internet' || from === 'internet6';
}

/** Private addresses of hosts, and their names, as far as the document writes them out. */
function hostsOf(document: ScenarioDocument): { name: string; ips: string[]; proxied: boolean }[] {
  const proxies =
    JSON.stringify(document.vpcs)
      .match(/"proxyTo":"(\w+)"/g)
      ?.join(' ') ?? '';
  return Object.values(document.vpcs).flatMap((vpc) =>
    Object.entries(vpc.hosts).map(([name, host]) => {
      const entry = typeof host === 'object' && !Array.isArray(host) ? host : { ip: host };
      const ips = (Array.isArray(entry['ip']) ? entry['ip'] : [entry['ip']]) as string[];
      const proxied = 'proxyTo' in entry || proxies.includes(`"${name}"`);
      return { name, ips: ips.map((ip) => ip.split('-')[0] ?? ip), proxied };
    }),
  );
}

const EXCLUSIONS: readonly Exclusion[] = [
  {
    name: 'B10, B11: a flow to an address of its own sender',
    matches: (document, { row: [from, to] }) => {
      const mine = hostsOf(document).find(({ name }) => name === from)?.ips ?? [];
      const there = addressesOf(document, to);
      const fleet = JSON.stringify(document.vpcs).includes(`"${mine[0]}-`);
      const beside = new Set(mine.map((ip) => ip.replace(/\.\d+$/, '')));
      return there.some((ip) => mine.includes(ip) || (fleet && beside.has(ip.replace(/\.\d+$/, ''))));
    },
  },
  {
    name: 'B08: a sender without the family of the destination',
    matches: (_, { oracle }) =>
      /^dropped forward address-family-unsupported (site:internet|eni:[ST]\d)$/.test(oracle),
  },
  {
    name: 'B06, B07: a private address the internet sends to',
    matches: (_, found) =>
      isInternet(found) &&
      !found.row[1].startsWith('203.0.113.') &&
      (found.oracle.startsWith('dropped forward igw-unsolicited-no-mapping') ||
        /^dropped forward (misdelivered eni|igw-not-attached \w+):/.test(found.engine) ||
        found.oracle.startsWith('dropped forward igw-not-attached vpc:')),
  },
  {
    name: 'B09: a name asked from a site or the internet',
    matches: (_, { row, oracle }) =>
      row[1].startsWith('dns:') && oracle.startsWith('dropped forward dns-unresolved'),
  },
  {
    name: 'B28: no largest packet on Google Cloud',
    matches: ({ profile }, { oracle }) => profile === 'gcp' && oracle.includes('mtu-exceeded'),
  },
  {
    name: 'B26, B27: the largest packet of a link is not looked at in front of a site, an own edge or a policy route',
    matches: (_, { oracle }) => / mtu-exceeded (vgw|vpn|dx|tgw|igw):/.test(oracle),
  },
  {
    name: 'B24: filters of an OTC provider behind an endpoint',
    matches: ({ profile, links }, { engine, oracle }) =>
      profile === 'otc' &&
      / nacl-/.test(engine + oracle) &&
      Object.values(links).some(({ type }) => type === 'endpoint'),
  },
  {
    name: 'B25: ranges no firewall of OTC stops',
    matches: ({ profile }, { engine, row }) =>
      profile === 'otc' &&
      engine.startsWith('dropped forward nacl-egress-denied') &&
      /^(100\.64|198\.19|224\.0\.0|169\.254\.169\.254)/.test(row[1]),
  },
  {
    name: 'B23: a NAT gateway with an edge of its own forgets the list of its subnet',
    matches: ({ links, profile }, { oracle }) =>
      profile !== 'aws' &&
      Object.values(links).some(
        (link) =>
          link.type === 'nat' &&
          link['eip'] !== undefined &&
          oracle ===
            `dropped forward nacl-egress-denied acl:${String(link['vpc'])}/${String(link['subnet'])}`,
      ),
  },
  {
    name: 'B13, B14, B38: local and learned routes of Google Cloud against imported ones',
    matches: (document) => {
      if (document.profile !== 'gcp') return false;
      const changed = document.steps.map(
        ({ event }) => event['routes'] as Record<string, string[]> | undefined,
      );
      const tables = [document.routes, ...changed].flatMap((routes) => Object.entries(routes ?? {}));
      const owners = new Map<string, Set<string>>();
      const own = (range: string | undefined, owner: string): void => {
        if (range !== undefined) owners.set(range, (owners.get(range) ?? new Set()).add(owner));
      };
      for (const [key, lines] of tables) {
        for (const line of lines) own(line.split(' ')[0], `table ${key.split('/')[0]}`);
      }
      for (const [id, { subnets }] of Object.entries(document.vpcs)) {
        for (const range of Object.values(subnets).flat()) own(range, `subnet ${id}`);
      }
      for (const [id, link] of Object.entries(document.links)) {
        for (const range of (link['prefixes'] as string[] | undefined) ?? []) own(range, `link ${id}`);
      }
      return [...owners.values()].some((held) => held.size > 1);
    },
  },
  {
    name: 'B21: a refused peering that an event revives',
    matches: (document, { stage }) => {
      const refused = new Set(refusedOf(document));
      return document.steps.slice(0, stage).some(({ event }) => {
        const named = [...Object.keys(event['set'] ?? {}), event['accept'], event['delete']];
        return named.some((id) => typeof id === 'string' && refused.has(id));
      });
    },
  },
  {
    name: 'B36: an endpoint in front of a load balancer without a node in the zone',
    matches: ({ links }, { engine }) =>
      engine.includes('endpoint-az-mismatch endpoint:') &&
      Object.values(links).some(({ type }) => type === 'nlb'),
  },
  {
    name: 'B12: learned routes of Azure inside the range of a network',
    matches: ({ profile, links, vpcs }) => {
      if (profile !== 'azure') return false;
      const ranges = Object.values(vpcs).flatMap(({ cidrs }) =>
        (cidrs ?? []).map((cidr) => parsePrefix(cidr)),
      );
      const learned = Object.values(links).flatMap(
        (link) => (link['prefixes'] as string[] | undefined) ?? [],
      );
      return learned.some((text) => ranges.some((range) => covers(range, parsePrefix(text))));
    },
  },
  {
    name: 'B35: a route to the own range with a target that table may not use',
    matches: ({ profile }, { engine }) => profile === 'aws' && engine.includes('route-target-invalid table:'),
  },
  {
    name: 'B04: a target whose first address is of the other family',
    matches: (document) => {
      const used = new Set(
        Object.values(document.links).flatMap((link) => [
          link['service'],
          ...((link['listeners'] as { targets: string[] }[] | undefined) ?? []).flatMap(
            ({ targets }) => targets,
          ),
        ]),
      );
      return hostsOf(document).some(
        ({ name, ips, proxied }) => ips[0]?.includes(':') === true && (used.has(name) || proxied),
      );
    },
  },
  {
    name: 'B15: the resolver in the subnet in which a packet appears',
    matches: ({ profile }, { engine, oracle }) =>
      oracle.includes('edge-to-edge-dns') ||
      (profile === 'aws' && engine.includes('dst-reserved-address') && oracle.startsWith('delivered')),
  },
  {
    name: 'B02: replies through an endpoint in front of a load balancer',
    matches: (_, { engine }) => engine.startsWith('dropped return source-check-failed nlb:'),
  },
  {
    name: 'B34: elastic addresses nobody has',
    matches: ({ profile }, { engine, oracle }) =>
      profile === 'otc' &&
      engine.includes('edge-to-edge-igw peering:') &&
      oracle.includes('peering-dst-outside-peer-cidr peering:'),
  },
  {
    name: 'B16: IPv6 replies through an internet gateway that did not bring the request',
    matches: (document, { engine }) =>
      engine.startsWith('dropped return return-state-missing igw:') &&
      JSON.stringify(document).includes('2001:db8'),
  },
  {
    name: 'B30: the hop budget of a second conversation',
    matches: (_, { row, engine }) => engine.includes('ttl-exceeded') && JSON.stringify(row).includes('"ttl"'),
  },
  {
    name: 'B05: a proxy behind an endpoint',
    matches: ({ links, vpcs }) =>
      Object.values(links).some(({ service }) =>
        Object.values(vpcs).some(({ hosts }) =>
          JSON.stringify(hosts[String(service)] ?? '').includes('proxyTo'),
        ),
      ),
  },
  {
    name: 'B37: another interface than the one meant, at an endpoint or balancer',
    matches: (_, { engine }) => / misdelivered (endpoint|nlb):/.test(engine),
  },
  {
    name: 'B29: the largest packet of a peering on the way to an appliance behind it',
    matches: ({ profile }, { oracle }) => profile === 'azure' && oracle.includes('mtu-exceeded peering:'),
  },
  {
    name: 'B01: two sites at one transit gateway',
    matches: ({ sites }, { engine }) =>
      Object.keys(sites).length > 1 && /tgw-attachment-unavailable table:(corp|depot)/.test(engine),
  },
  {
    name: 'B01: two sites at one transit gateway, the other way round',
    matches: ({ sites }, { oracle }) =>
      Object.keys(sites).length > 1 && /tgw-attachment-unavailable table:(corp|depot)/.test(oracle),
  },
  {
    name: 'B38: the reason by the way out instead of the way in',
    matches: ({ profile }, { engine, oracle }) =>
      (profile === 'azure' || profile === 'gcp') &&
      engine.replace('-dx ', '-vpn ') === oracle.replace('-dx ', '-vpn '),
  },
  {
    name: 'B31: the policy route of an elastic address, by source instead of sender',
    matches: ({ profile, vpcs }, { row, engine, oracle }) => {
      if (profile !== 'otc') return false;
      const text = JSON.stringify(vpcs);
      const forged = JSON.stringify(row).includes('"src"') && text.includes('"eip"');
      return forged || (text.includes('"forwards":true') && / igw:|igw-|delivered/.test(engine + oracle));
    },
  },
  {
    name: 'B32: dead targets in the table for arrivals from a peering',
    matches: ({ profile }, { engine, oracle }) =>
      profile === 'otc' &&
      / peering:/.test(engine) &&
      /(route-target-(unavailable|invalid)|ttl-exceeded) table:/.test(oracle),
  },
  {
    name: 'B19: a request that awaits acceptance cannot be accepted',
    matches: ({ links, steps }) =>
      JSON.stringify(links).includes('Awaiting acceptance') && steps.some(({ event }) => 'accept' in event),
  },
  {
    name: 'B17: groups as destinations over a transit gateway',
    matches: ({ links }, { engine }) =>
      engine.includes('sg-reference-unresolvable') && JSON.stringify(links).includes('sgReferencing'),
  },
  {
    name: 'B33: no route, although the table for arrivals has one',
    matches: ({ profile }, { engine, oracle }) =>
      profile === 'otc' &&
      / no-route table:/.test(engine) &&
      / (edge-to-edge|transitive)-\S+ peering:/.test(oracle),
  },
  {
    name: 'B43: a reply to somebody else on the internet side',
    matches: (_, { row: [from], engine }) =>
      from.startsWith('internet') && /return return-state-missing (igw|vpc):/.test(engine),
  },
  {
    name: 'B41: family before access',
    matches: ({ profile }, { engine }) =>
      profile === 'azure' && engine.includes('address-family-unsupported peering:'),
  },
  {
    name: 'B03: a balancer behind an endpoint shows the consumer itself',
    matches: ({ links }, { engine, oracle }) =>
      engine.startsWith('delivered from') &&
      oracle.startsWith('delivered from') &&
      JSON.stringify(links).includes('preserveClientIp'),
  },
  {
    name: 'B40: state of a device across the two conversations of a proxy',
    matches: (document, { engine, oracle }) =>
      /dropped return (return|tgw-appliance-az)-asym/.test(engine + oracle) &&
      /"proxyTo"|"nlb"/.test(JSON.stringify(document)),
  },
  {
    name: 'B39: the gateway path of Azure, by the table of the hub',
    matches: ({ profile, links }, { engine }) =>
      profile === 'azure' &&
      JSON.stringify(links).includes('useRemoteGateways') &&
      engine.includes('dropped'),
  },
  {
    name: 'B18: groups of the asker on the way back',
    matches: (_, { engine, oracle }) => / return sg-/.test(engine) || / return sg-/.test(oracle),
  },
  {
    name: 'B22: a deleted peering that counts as refused',
    matches: (document, { engine }) =>
      document.profile === 'otc' &&
      / (peering-not-active table|peering-dst-outside-peer-cidr peering|route-target-invalid table):/.test(
        engine,
      ) &&
      refusedOf(document).some((id) => String(document.links[id]?.['state']).toLowerCase() === 'deleted'),
  },
  {
    name: 'B42: an egress-only gateway that is not attached',
    matches: (_, { engine }) => engine.includes('eigw-inbound-denied'),
  },
  {
    name: 'B44: imported routes of Google Cloud inside a local subnet',
    matches: ({ profile, links }) =>
      profile === 'gcp' && JSON.stringify(links).includes('importCustomRoutes'),
  },
  {
    name: 'B45: peerings that are judged anew by an event about something else',
    matches: (document) => /-twin"/.test(JSON.stringify(document)) && document.steps.length > 1,
  },
  {
    name: 'B46: the public address of a NAT gateway that is gone',
    matches: (document, { engine, row }) =>
      JSON.stringify(document).includes('"nat') &&
      / igw/.test(engine) &&
      JSON.stringify(row).includes('"src"'),
  },
  {
    name: 'Q3: a balancer that keeps client addresses, with a NAT gateway before its target',
    matches: ({ links }) => {
      const text = JSON.stringify(links);
      return text.includes('preserveClientIp') && text.includes('"type":"nat"');
    },
  },
  {
    name: 'Q2: groups as peers where a provider documents none',
    matches: ({ profile }, { engine, oracle }) =>
      (profile === 'azure' || profile === 'gcp') && / sg-/.test(engine + oracle),
  },
];

/** Addresses a destination may stand for. */
function addressesOf(document: ScenarioDocument, to: string): string[] {
  const host = hostsOf(document).find(({ name }) => name === to);
  const sites = Object.values(document.sites).flatMap(({ hosts }) => hosts[to] ?? []);
  const link = document.links[to];
  const links = [link?.['ip'], ...Object.values((link?.['ips'] as Record<string, string> | undefined) ?? {})];
  return [to, ...(host?.ips ?? []), ...sites, ...links.filter((ip) => typeof ip === 'string')];
}

function refusedOf(document: ScenarioDocument): string[] {
  const { world } = new Oracle(document);
  return [...world.links.values()].flatMap((link) =>
    link.type === 'peering' && link.refused ? [link.id] : [],
  );
}

/** The name of the known difference a disagreement belongs to, if it does. */
export function excluded(document: ScenarioDocument, found: Disagreement): string | undefined {
  return EXCLUSIONS.find((exclusion) => exclusion.matches(document, found))?.name;
}
