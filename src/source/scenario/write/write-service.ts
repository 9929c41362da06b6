/**
 * Protocols and ports in words, where the words mean exactly them; in numbers otherwise.
 */
import {
  ALL_PORTS,
  ALL_PROTOCOLS,
  formatNumbers,
  formatProtocol,
  isIcmp,
  type Service,
} from '../../../model/protocol.ts';
import { readListener } from '../values.ts';
import type { Plain, Writing } from './writing.ts';

/** Words of a rule: `[tcp, 443]`, `[icmp, 8]`, `[all, all]`. Whether they say it is for the reader to tell. */
export function serviceWords({ protocols, ports }: Service): readonly [string, string | number] {
  if (protocols.first !== protocols.last) return [formatNumbers(protocols, ALL_PROTOCOLS), 'all'];
  const name = formatProtocol(protocols.first);
  const isAll = ports.first === ALL_PORTS.first && ports.last === ALL_PORTS.last;
  if (isIcmp(protocols.first) && !isAll) {
    const types = { first: ports.first >> 8, last: ports.last >> 8 };
    return [name, numberOrText(formatNumbers(types, ALL_PORTS))];
  }
  return [name, numberOrText(formatNumbers(ports, ALL_PORTS))];
}

function numberOrText(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text;
}

export function serviceNumbers({ protocols, ports }: Service): { readonly [key: string]: Plain } {
  return { protocols: [protocols.first, protocols.last], ports: [ports.first, ports.last] };
}

export function writeListener(writing: Writing, service: Service): Plain {
  const [protocol, ports] = serviceWords(service);
  const text = ports === 'all' ? protocol : `${protocol}/${ports}`;
  return writing.says(service, (reading) => readListener(reading, text, [])) ? text : serviceNumbers(service);
}
