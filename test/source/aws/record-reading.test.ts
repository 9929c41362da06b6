/**
 * What is not known of an object is joined, and stays short however much there is of it.
 */
import { expect, test } from 'vitest';
import { draftOf } from '../../../src/model/network-draft.ts';
import { EMPTY_NETWORK } from '../../../src/model/network.ts';
import { RecordReading } from '../../../src/source/aws/record-reading.ts';

test('many doubts about one object are a dozen and more', () => {
  const reading = new RecordReading(draftOf(EMPTY_NETWORK));
  const source = { file: 'net.json', path: [] };
  for (let i = 0; i < 5000; i++) reading.doubt({ id: 'sg-1', kind: 'Group', why: `doubt ${i}`, source });
  const clauses = reading.draft.unmodelled.get('sg-1')!.why.split('; ');
  expect(clauses).toEqual([...Array.from({ length: 12 }, (_, i) => `doubt ${i}`), 'and more']);
});
