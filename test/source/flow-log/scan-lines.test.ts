/**
 * Lines of flow logs by their bytes: what is read, what is passed over, and what is said of the rest.
 */
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { formatAddress } from '../../../src/ip/address.ts';
import { FlowColumns } from '../../../src/source/flow-log/flow-columns.ts';
import { DEFAULT_LAYOUT, fieldNames, layoutOf, type Layout } from '../../../src/source/flow-log/layout.ts';
import { NameTable } from '../../../src/source/flow-log/name-table.ts';
import { FieldReader } from '../../../src/source/flow-log/field-reader.ts';
import { LineScanner } from '../../../src/source/flow-log/scan-lines.ts';

function scan(text: string, layout: Layout = DEFAULT_LAYOUT) {
  const columns = new FlowColumns();
  const bytes = Buffer.from(text);
  const scanned = new LineScanner(
    columns,
    new FieldReader(columns, new NameTable(['eni-1', 'eni-2', 'tgw-1'])),
  ).scan(bytes, bytes.length, layout);
  return { columns, ...scanned };
}

const GOOD =
  '2 123456789010 eni-2 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK';

describe('a record', () => {
  it('is read field by field', () => {
    const { columns, bad } = scan(`${GOOD}\n`);
    expect([bad, columns.count, columns.observer[0], columns.line[0]]).toEqual([0, 1, 1, 1]);
    expect([columns.source[0], columns.destination[0]].map((word) => formatAddress(word!))).toEqual([
      '172.31.16.139',
      '172.31.16.21',
    ]);
    expect([columns.sourcePort[0], columns.destinationPort[0], columns.protocol[0]]).toEqual([20641, 22, 6]);
    expect([columns.packets[0], columns.bytes[0], columns.start[0], columns.end[0]]).toEqual([
      20, 4249, 1418530010, 1418530070,
    ]);
    expect([columns.action[0], columns.tcpFlags[0], columns.direction[0]]).toEqual([1, -1, 0]);
  });

  it('may have IPv6 addresses, spaces in a row, and the ends of lines of Windows', () => {
    const { columns, bad } = scan(
      `2 1 eni-1  2001:db8::1 2001:db8::2 34892 22 6 54 8855 1477913708 1477913820 REJECT  OK \r\n`,
    );
    expect([bad, columns.count, columns.family[0]]).toEqual([0, 1, 6]);
    expect(formatAddress(columns.addressAt(6, columns.destination[0]!))).toBe('2001:db8::2');
  });

  it('shows the packet’s own addresses where it has both', () => {
    const layout = layoutOf(fieldNames('${srcaddr} ${dstaddr} ${pkt-srcaddr} ${pkt-dstaddr}'));
    const { columns } = scan('10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5\n10.0.1.5 10.0.0.220 - -\n', layout);
    expect(Array.from(columns.destination.subarray(0, 2), formatAddress)).toEqual([
      '203.0.113.5',
      '10.0.0.220',
    ]);
  });

  it('of a transit gateway is refused when packets were lost for want of a route', () => {
    const layout = layoutOf(
      fieldNames('tgw-id srcaddr dstaddr packets-lost-no-route packets-lost-blackhole'),
    );
    const { columns } = scan('tgw-1 10.0.0.1 10.0.1.1 0 0\ntgw-1 10.0.0.1 10.0.1.1 1 2\n', layout);
    expect(Array.from(columns.action.subarray(0, 2))).toEqual([1, 2]);
    expect(columns.observer[0]).toBe(2);
  });

  it('says nothing without data', () => {
    const { columns, bad } = scan(
      '2 1 eni-1 - - - - - - - 1431280876 1431280934 - NODATA\n2 1 eni-1 - - - - - - - 1 2 - SKIPDATA\n\n',
    );
    expect([bad, columns.count, columns.noData, columns.skipData]).toEqual([0, 0, 1, 1]);
  });

  it('tells an interface that nobody knows from one that is not logged', () => {
    const { columns } = scan(`${GOOD.replace('eni-2', 'eni-3')}\n${GOOD.replace('eni-2', '-')}\n`);
    expect(Array.from(columns.observer.subarray(0, 2))).toEqual([-2, -1]);
  });
});

describe('a line that is no record', () => {
  it.each([
    ['2 1 eni-1 10.0.0.1', 'has 4 fields, and the format has 14'],
    [`${GOOD} more`, 'has 15 fields, and the format has 14'],
    [GOOD.replace('172.31.16.21', '172.31.16.256'), 'dstaddr is "172.31.16.256", not an address'],
    [GOOD.replace('172.31.16.21', '172.31.16'), 'dstaddr is "172.31.16", not an address'],
    [GOOD.replace('20641', '70000'), 'srcport is "70000", not a number up to 65535'],
    [GOOD.replace(' 6 ', ' tcp '), 'protocol is "tcp", not a number up to 255'],
    [GOOD.replace('4249', '-4249'), 'bytes is "-4249", not a number'],
    [GOOD.replace('ACCEPT', 'accept'), 'action is "accept", not ACCEPT or REJECT'],
    [GOOD.replace(' OK', ' FINE'), 'log-status is "FINE", not OK or NODATA or SKIPDATA'],
    [GOOD.replace('172.31.16.139', '-'), 'has no srcaddr'],
    [GOOD.replace('172.31.16.139', '2001:db8::1'), 'has addresses of two families'],
    [GOOD.replace('172.31.16.139', '::1::2'), 'srcaddr is "::1::2", not an address'],
  ])('%s', (line, message) => {
    const { columns, bad, firstBad } = scan(`${GOOD}\n${line}\n`);
    expect([bad, columns.count, firstBad]).toEqual([1, 1, [{ line: 2, message }]]);
  });

  it('is passed over when it is the header again', () => {
    const { columns, bad, lines } = scan(`${GOOD}\n${DEFAULT_LAYOUT.names.join(' ')}\n${GOOD}\n`);
    expect([bad, columns.count, columns.line[1], lines]).toEqual([0, 2, 3, 3]);
  });

  it('never keeps the scanner from the lines after it, whatever its bytes are', () => {
    const anything = fc.uint8Array({ maxLength: 120 }).map((bytes) =>
      Buffer.from(bytes)
        .toString('latin1')
        .replaceAll(/[\n\r]/g, ''),
    );
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 6 }), (noise) => {
        const text = [...noise, GOOD].join('\n');
        const bytes = Buffer.from(`${text}\n`, 'latin1');
        const columns = new FlowColumns();
        const { lines } = new LineScanner(columns, new FieldReader(columns, new NameTable(['eni-2']))).scan(
          bytes,
          bytes.length,
          DEFAULT_LAYOUT,
        );
        expect(lines).toBe(noise.length + 1);
        expect(columns.line[columns.count - 1]).toBe(noise.length + 1);
        expect(columns.packets[columns.count - 1]).toBe(20);
      }),
    );
  });
});
