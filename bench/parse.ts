/**
 * Reading addresses: the short way for dotted quads against ip-num, which reads everything else.
 */
import { IPv4 } from 'ip-num';
import { formatAddress, parseAddress } from '../src/ip/address.ts';
import { Random } from '../src/workload/random.ts';
import type { Entry, Question } from './harness.ts';

const ADDRESSES = 20_000;

export const parseEntries: readonly Entry[] = [{ name: 'IPv4 addresses from text', make: addresses }];

function addresses(): Question {
  const random = new Random(3);
  const texts = Array.from({ length: ADDRESSES }, () => formatAddress(random.next()));
  return {
    operations: ADDRESSES,
    unit: 'addresses',
    contestants: [
      { name: 'own', run: () => texts.reduce((sum, text) => (sum + Number(parseAddress(text))) | 0, 0) },
      {
        name: 'ip-num',
        run: () => texts.reduce((sum, text) => (sum + Number(new IPv4(text).getValue())) | 0, 0),
      },
    ],
  };
}
