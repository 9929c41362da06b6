/**
 * Blocks of a log → a tally: every record gets its story, and every story is found once.
 *
 * The loop over records works on numbers only. What a number cannot say is asked once per kind of record,
 * by walking the conversation (`judge.ts`); kinds whose members do not all fare the same are asked member
 * by member.
 */
import { formatAddress, type Address, type Family } from '../ip/address.ts';
import { compile } from '../compile/compile.ts';
import type { Network } from '../model/network.ts';
import { formatProtocol } from '../model/protocol.ts';
import { versionOf } from '../compile/version.ts';
import { ACTION, FlowColumns } from '../source/flow-log/flow-columns.ts';
import { FieldReader } from '../source/flow-log/field-reader.ts';
import type { Layout } from '../source/flow-log/layout.ts';
import { NameTable } from '../source/flow-log/name-table.ts';
import { OCSF_LAYOUT } from '../source/flow-log/ocsf.ts';
import { ParquetReader, RowsError, type RowRange } from '../source/flow-log/parquet.ts';
import { LineScanner, type Scanned } from '../source/flow-log/scan-lines.ts';
import { RowTaker } from '../source/flow-log/take-rows.ts';
import { AddressClasses, single } from './address-classes.ts';
import { Cells } from './cells.ts';
import type { Packets } from './conversation.ts';
import { Judge } from './judge.ts';
import { addressLandmarks, portLandmarks } from './landmarks.ts';
import { Observers } from './observers.ts';
import { flagsOf, PORT_KINDS } from './opener.ts';
import { Parties } from './party.ts';
import { PortClasses } from './port-classes.ts';
import type { Story, UnjudgedClass } from './story.ts';
import { ACTION_COUNT, Tally, type BlockPlace } from './tally.ts';
import { Usage } from './usage.ts';

/** What a thread starts out with; plain data. */
export interface ReplayJob {
  readonly before: Network;
  readonly after?: Network;
  /** Find interfaces by their addresses where the network does not know their id. */
  readonly byAddress: boolean;
}

/** Value of a cell whose members have to be asked one by one. */
const MIXED = -2;

/** Members of mixed cells that are kept; beyond that all are forgotten and asked again. */
const MOST_POINTS = 200_000;

export class ReplayEvaluator {
  /** What all records so far add up to. */
  readonly tally = new Tally();
  private readonly observers: Observers;
  private readonly judge: Judge;
  private readonly columns = new FlowColumns();
  private readonly scanner: LineScanner;
  private readonly parquet = new ParquetReader();
  private readonly rows: RowTaker;
  private readonly addresses: AddressClasses;
  private readonly ports: PortClasses;
  private readonly cells = new Cells();
  private readonly points = new Map<string, number>();
  private readonly unjudgedStories = new Map<UnjudgedClass, number>();

  constructor({ before, after, byAddress }: ReplayJob) {
    const net = compile(before);
    const later = after && versionOf(net, after);
    const versions = later ? [net, later] : [net];
    this.addresses = new AddressClasses(versions.flatMap((version) => [...addressLandmarks(version)]));
    this.ports = new PortClasses([
      ...PORT_KINDS,
      ...versions.flatMap(({ network }) => [...portLandmarks(network)]),
    ]);
    const parties = new Parties(net, this.addresses);
    this.judge = new Judge(net, later, parties, new Usage(before));
    this.observers = new Observers(net, this.addresses, parties, byAddress);
    const { ids } = this.observers;
    const fields = new FieldReader(this.columns, new NameTable(ids));
    this.scanner = new LineScanner(this.columns, fields);
    this.rows = new RowTaker(this.columns, fields, this.parquet);
  }

  /** A block of whole lines. */
  lines(place: BlockPlace, bytes: Uint8Array, length: number, layout: Layout): void {
    this.columns.clear();
    this.evaluate(place, this.scanner.scan(bytes, length, layout));
  }

  /** Rows of a Parquet file. */
  async range(place: BlockPlace, path: string, range: RowRange): Promise<void> {
    try {
      await this.decodable(place, path, range);
    } catch (error) {
      if (!(error instanceof RowsError)) throw error;
      this.tally.fail(place, error.message);
    }
  }

  private async decodable(place: BlockPlace, path: string, range: RowRange): Promise<void> {
    if (range.isOcsf) {
      const bytes = Buffer.from(`${(await this.parquet.readEvents(path, range)).join('\n')}\n`);
      this.lines(place, bytes, bytes.length, OCSF_LAYOUT);
      return;
    }
    this.columns.clear();
    this.evaluate(place, await this.rows.take(path, range));
  }

  private evaluate(place: BlockPlace, scanned: Scanned): void {
    const { columns, tally } = this;
    const { packets, bytes, start, end, action, count, noData, skipData } = columns;
    const { block } = place;
    for (let row = 0; row < count; row++) {
      const code = this.storyOf(row) * ACTION_COUNT + action[row]!;
      if (tally.add(code, block, packets[row]!, bytes[row]!, start[row]!, end[row]!)) {
        tally.show(code, { block, line: columns.line[row]!, text: this.textOf(row) });
      }
    }
    tally.blocks.push({ ...place, ...scanned, records: count, noData, skipData });
  }

  /** Number of the story of a record. */
  private storyOf(row: number): number {
    const { columns, cells, addresses, ports } = this;
    const protocol = columns.protocol[row]!;
    const sourcePort = columns.sourcePort[row]!;
    const destinationPort = columns.destinationPort[row]!;
    if (protocol < 0 || sourcePort < 0 || destinationPort < 0) {
      // A dash stands for the ports of protocols that have none.
      if (protocol < 0 || protocol === 6 || protocol === 17) return this.unjudged('fields-missing');
      columns.sourcePort[row] = 0;
      columns.destinationPort[row] = 0;
      return this.storyOf(row);
    }
    const isFour = columns.family[row] === 4;
    const source = columns.source[row]!;
    const destination = columns.destination[row]!;
    const { key } = cells;
    key[0] = columns.observer[row]!;
    key[1] = isFour ? addresses.classOfIpv4(source) : addresses.classOf(columns.wide[source]!);
    key[2] = isFour ? addresses.classOfIpv4(destination) : addresses.classOf(columns.wide[destination]!);
    key[3] = (ports.classOf(sourcePort) << 16) | ports.classOf(destinationPort);
    const flags = flagsOf(protocol, columns.tcpFlags[row]!);
    key[4] = (protocol << 4) | (columns.direction[row]! << 2) | flags;
    const known = cells.get();
    if (known >= 0) return known;
    if (known === MIXED) return this.pointStory(row, flags);
    const packets: Packets = {
      source: addresses.rangeOf(key[1]),
      destination: addresses.rangeOf(key[2]),
      protocol,
      sourcePorts: ports.rangeOf(ports.classOf(sourcePort)),
      destinationPorts: ports.rangeOf(ports.classOf(destinationPort)),
    };
    const story = this.tell(row, packets, flags);
    cells.set(story ?? MIXED);
    return story ?? this.pointStory(row, flags);
  }

  /** The story of one packet, where its kind does not share one. */
  private pointStory(row: number, flags: number): number {
    const { columns, points } = this;
    const family: Family = columns.family[row] === 4 ? 4 : 6;
    const [source, destination] = [columns.source[row]!, columns.destination[row]!].map((value) =>
      columns.addressAt(family, value),
    ) as [Address, Address];
    const sourcePort = columns.sourcePort[row]!;
    const destinationPort = columns.destinationPort[row]!;
    const protocol = columns.protocol[row]!;
    const name = `${columns.observer[row]} ${source} ${destination} ${sourcePort} ${destinationPort} ${protocol} ${flags} ${columns.direction[row]}`;
    const known = points.get(name);
    if (known !== undefined) return known;
    const packets: Packets = {
      source: single(source),
      destination: single(destination),
      protocol,
      sourcePorts: { first: sourcePort, last: sourcePort },
      destinationPorts: { first: destinationPort, last: destinationPort },
    };
    const story = this.tell(row, packets, flags);
    if (story === undefined) throw new Error(`one packet fares in several ways: ${name}`);
    if (points.size >= MOST_POINTS) points.clear();
    points.set(name, story);
    return story;
  }

  /** Tells the story of packets like those of a record; `undefined` when they have several. */
  private tell(row: number, packets: Packets, flags: number): number | undefined {
    const { columns } = this;
    const observers = this.observers.of(columns.observer[row]!, columns.direction[row]!, packets);
    if (typeof observers === 'string') return this.unjudged(observers);
    const stories: Story[] = [];
    for (const observer of observers) {
      const story = this.judge.judge({ observer, packets, flags });
      if (!story) return undefined;
      stories.push(story);
    }
    const [first, second] = stories;
    // Either end may have logged it: that matters only where they would not have said the same.
    const isSettled = second === undefined || (first!.expected === second.expected && !second.unjudged);
    return isSettled ? this.tally.numberOfStory(first!) : this.unjudged('interface-not-logged');
  }

  private unjudged(unjudged: UnjudgedClass): number {
    const known = this.unjudgedStories.get(unjudged);
    if (known !== undefined) return known;
    const story = this.tally.numberOfStory({
      unjudged,
      from: '',
      to: '',
      watched: 'interface',
      openerBy: 'nothing',
      isMiddle: false,
      conditional: [],
      isCompared: false,
      uses: [],
    });
    this.unjudgedStories.set(unjudged, story);
    return story;
  }

  private textOf(row: number): string {
    const { columns } = this;
    const family: Family = columns.family[row] === 4 ? 4 : 6;
    const address = (value: number): string => formatAddress(columns.addressAt(family, value));
    const protocol = columns.protocol[row]!;
    const ports =
      protocol < 0
        ? ''
        : ` ${formatProtocol(protocol)} ${columns.sourcePort[row]} → ${columns.destinationPort[row]}`;
    const observer = this.observers.ids[columns.observer[row]!];
    return `${observer === undefined ? '' : `${observer}: `}${address(columns.source[row]!)} → ${address(columns.destination[row]!)}${ports}${ACTION_TEXTS[columns.action[row]!]}`;
  }
}

const ACTION_TEXTS: Readonly<Record<number, string>> = {
  [ACTION.none]: '',
  [ACTION.accept]: ' ACCEPT',
  [ACTION.reject]: ' REJECT',
  [ACTION.blockedPublicAccess]: ' REJECT (BPA)',
  [ACTION.encryptionControls]: ' REJECT (EC)',
};
