/**
 * Mends as a file of events, which `whatif --change` reads: one event per mend, in the order in which they
 * are to be carried out.
 */
import { formatAddress } from '../ip/address.ts';
import { formatPrefix } from '../ip/prefix.ts';
import type { SecurityGroupRule } from '../model/filter.ts';
import type { Link } from '../model/link.ts';
import type { Network } from '../model/network.ts';
import {
  ALL_PORTS,
  ALL_PROTOCOLS,
  formatNumbers,
  formatProtocol,
  hasPorts,
  isIcmp,
  type NumberRange,
  type Service,
} from '../model/protocol.ts';
import { changesOf } from '../repair/apply-mend.ts';
import { describeMend, type Mend } from '../repair/mend.ts';
import type { Json } from './json.ts';

/** Lines of one mend. What the grammar of events has no words for is a comment. */
export function changeEvent(network: Network, mend: Mend): string[] {
  const event = eventOf(network, mend);
  const words = describeMend(mend);
  if (event === undefined) return [`# by hand: ${words}`];
  return [`# ${words}`, `- ${flow(event)}`];
}

/** JSON is YAML; keys that need no quotes go without. */
function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, entry]) => {
    return `${/^[a-z][\w-]*$/i.test(key) ? key : JSON.stringify(key)}: ${flow(entry)}`;
  });
  return `{${entries.join(', ')}}`;
}

/** Nothing where the grammar of events has no words for the mend. */
export function eventOf(network: Network, mend: Mend): Json | undefined {
  switch (mend.kind) {
    case 'route': {
      const { kind, id } = mend.target;
      const target = kind === 'eni' ? `eni:${id}` : id;
      return { addRoutes: { [mend.table]: [`${formatPrefix(mend.prefix)} ${target}`] } };
    }
    case 'remove-route':
      return { removeRoutes: { [mend.table]: [formatPrefix(mend.prefix)] } };
    case 'accept':
      return { accept: mend.link };
    case 'delete':
      return { delete: mend.link };
    case 'state':
      return { set: { [mend.object]: mend.state } };
    case 'attachment-state':
      return { set: { [mend.tgw]: { [mend.attachment]: mend.state } } };
    case 'appliance-mode':
      return { applianceMode: { [mend.attachment]: true } };
    case 'peering':
      return peeringEvent(network, mend);
    case 'group-rule':
      return ruleEvent('addRules', mend, serviceWords(mend.service), formatPrefix(mend.prefix));
    case 'remove-group-rule':
      return ruleEvent('removeRules', mend, serviceWords(mend.rule.service), peerWord(mend.rule));
    case 'acl-rule': {
      const words = serviceWords(mend.service);
      const { number, allow, prefix } = mend;
      return (
        words && { addEntries: { [mend.acl]: { [wordOf(mend)]: [entry(number, allow, words, prefix)] } } }
      );
    }
    case 'new-acl':
      return aclEvent(mend);
    case 'check-off':
      return { srcDstCheck: { [mend.eni]: false } };
    case 'public-address':
      return {
        publicAddresses: { [mend.eni]: { [formatAddress(mend.private)]: formatAddress(mend.public) } },
      };
    case 'peering-flag':
      return { settings: { [mend.peering]: { [mend.vpc]: { [mend.flag]: true } } } };
    case 'local-subnet':
      return { admit: { [mend.gateway]: [formatPrefix(mend.prefix)] } };
    case 'whitelist':
      return { admit: { [mend.endpoint]: [formatPrefix(mend.prefix)] } };
    case 'principal':
      return { admit: { [mend.endpoint]: [mend.account] } };
    case 'tgw-route': {
      const row = `${formatPrefix(mend.prefix)} ${mend.attachment}`;
      return { attachments: { [mend.tgw]: { addRoutes: { [mend.table]: [row] } } } };
    }
    case 'tgw-association':
      return { attachments: { [mend.tgw]: { associate: { [mend.attachment]: mend.table } } } };
    case 'tgw-subnet':
      return { attachments: { [mend.tgw]: { addSubnets: { [mend.attachment]: [mend.subnet] } } } };
  }
}

/** In the state in which it is asked for, and accepted where somebody has to. */
function peeringEvent(network: Network, mend: Extract<Mend, { kind: 'peering' }>): Json | undefined {
  const actions = changesOf(network, mend).map(({ action }) => action);
  const asked = actions.flatMap((action): Link[] =>
    action.kind === 'put' ? [...(action.records.links?.values() ?? [])] : [],
  );
  const [link] = asked;
  if (link?.kind !== 'peering') return undefined;
  const peering = { type: 'peering', between: [...mend.between], state: link.halves[0].state };
  const isAccepted = actions.some((action) => action.kind === 'accept');
  return { links: { [mend.id]: peering }, ...(isAccepted && { accept: mend.id }) };
}

function wordOf({ direction }: { readonly direction: 'ingress' | 'egress' }): 'in' | 'out' {
  return direction === 'ingress' ? 'in' : 'out';
}

function ruleEvent(
  key: 'addRules' | 'removeRules',
  mend: Extract<Mend, { kind: 'group-rule' | 'remove-group-rule' }>,
  words: readonly [string, string] | undefined,
  peer: string,
): Json | undefined {
  return words && { [key]: { [mend.group]: { [wordOf(mend)]: [[...words, peer]] } } };
}

function peerWord({ peer }: SecurityGroupRule): string {
  if (peer.kind === 'prefix') return formatPrefix(peer.prefix);
  return peer.kind === 'group' ? peer.group : peer.list;
}

type Words = readonly [string, string];

function entry(
  number: number,
  allow: boolean,
  words: Words,
  prefix: Parameters<typeof formatPrefix>[0],
): Json {
  return [number, allow ? 'allow' : 'deny', ...words, formatPrefix(prefix)];
}

function aclEvent(mend: Extract<Mend, { kind: 'new-acl' }>): Json | undefined {
  const words = serviceWords(mend.service);
  if (!words) return undefined;
  const denial = entry(90, false, words, mend.prefix);
  const open = [
    [100, 'allow', 'all', 'all', '0.0.0.0/0'],
    [101, 'allow', 'all', 'all', '::/0'],
  ];
  const lists = { in: open, out: open, [wordOf(mend)]: [denial, ...open] };
  return { acls: { [mend.subnet]: lists } };
}

/** Protocol and ports as rules of a scenario name them; nothing where they have no words for it. */
function serviceWords({ protocols, ports }: Service): Words | undefined {
  const isAnyPort = ports.first === ALL_PORTS.first && ports.last === ALL_PORTS.last;
  if (protocols.first === ALL_PROTOCOLS.first && protocols.last === ALL_PROTOCOLS.last) {
    return isAnyPort ? ['all', 'all'] : undefined;
  }
  if (protocols.first !== protocols.last) return undefined;
  const protocol = formatProtocol(protocols.first);
  if (isAnyPort) return [protocol, 'all'];
  if (hasPorts(protocols.first)) return [protocol, formatNumbers(ports, ALL_PORTS)];
  const types = isIcmp(protocols.first) ? wholeTypes(ports) : undefined;
  return types && [protocol, formatNumbers(types, ALL_PORTS)];
}

/** Types of ICMP messages, where all codes of each are meant. */
function wholeTypes({ first, last }: NumberRange): NumberRange | undefined {
  if (first % 256 !== 0 || last % 256 !== 255) return undefined;
  return { first: first / 256, last: (last - 255) / 256 };
}
