/**
 * Where everything on the map goes: nested boxes on grids, whoever is connected side by side.
 *
 * The same network always looks the same: nothing here is random, and nothing depends on what was open
 * before.
 */
import type { Place } from '../report/page/page-data.ts';
import type { Places } from './places.ts';

export interface Spot {
  /** Centre. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Block {
  readonly width: number;
  readonly height: number;
  /** Spots of everything inside, from the upper left corner of the block. */
  readonly spots: readonly (readonly [Place, Spot])[];
}

/** Wires need room between VPCs, and less between larger boxes. */
const GAPS = { vpc: 66, other: 44 } as const;
const TIGHT_GAP = 8;
const PADDING = 16;
const TITLE = 24;

/** More than these in one box are laid out in their order, which is what people look things up by. */
const MOST_ARRANGED = 150;

const LEAF_SIZES = {
  region: [190, 62],
  account: [190, 62],
  vpc: [150, 52],
  subnet: [150, 40],
  site: [130, 48],
  service: [176, 42],
  internet: [116, 42],
  link: [150, 40],
} as const;

/** `isOpen`: boxes that show what is in them. `wires`: pairs of places, as the network has them. */
export function layOut(
  places: Places,
  isOpen: (place: Place) => boolean,
  wires: readonly (readonly [Place, Place])[],
): Map<Place, Spot> {
  const isOutside = (place: Place): boolean => places.nodes.get(place)?.kind !== 'region';
  const outside = places.roots.filter(isOutside).map((place) => blockFor(places, place, isOpen, wires));
  const inside = blockOf(
    places,
    places.roots.filter((place) => !isOutside(place)),
    isOpen,
    wires,
    null,
  );
  return new Map(
    onGrid(
      [inRows(outside, inside.width), inside],
      [
        [0, 0],
        [0, 1],
      ],
      GAPS.other,
    ).spots,
  );
}

/** Whatever is outside of the clouds stands above them, in as few rows as fit. */
function inRows(blocks: readonly Block[], width: number): Block {
  const columns = Math.max(4, Math.floor(width / (LEAF_SIZES.site[0] + GAPS.other)));
  const cells = blocks.map((_, i): Cell => [i % columns, Math.floor(i / columns)]);
  return onGrid(blocks, cells, GAPS.other);
}

function blockFor(
  places: Places,
  place: Place,
  isOpen: (place: Place) => boolean,
  wires: readonly (readonly [Place, Place])[],
): Block {
  const node = places.nodes.get(place)!;
  if (node.children.length === 0 || !isOpen(place)) {
    const [width, height] = LEAF_SIZES[node.kind];
    return { width, height, spots: [[place, { x: width / 2, y: height / 2, width, height }]] };
  }
  const inside = blockOf(places, node.children, isOpen, wires, place);
  const width = Math.max(inside.width, 136) + 2 * PADDING;
  const height = inside.height + 2 * PADDING + TITLE;
  const own: Spot = { x: width / 2, y: height / 2, width, height };
  const shift = (width - inside.width) / 2;
  const spots = inside.spots.map(
    ([at, spot]) => [at, { ...spot, x: spot.x + shift, y: spot.y + PADDING + TITLE }] as const,
  );
  return { width, height, spots: [[place, own], ...spots] };
}

function blockOf(
  places: Places,
  members: readonly Place[],
  isOpen: (place: Place) => boolean,
  wires: readonly (readonly [Place, Place])[],
  parent: Place | null,
): Block {
  const blocks = members.map((member) => blockFor(places, member, isOpen, wires));
  const isVpc = parent !== null && places.nodes.get(parent)?.kind === 'vpc';
  const cells = isVpc ? inColumns(members.length) : arrange(members, neighboursAmong(places, members, wires));
  const holdsVpcs = members.some((member) => places.nodes.get(member)?.kind === 'vpc');
  return onGrid(blocks, cells, isVpc ? TIGHT_GAP : holdsVpcs ? GAPS.vpc : GAPS.other);
}

type Cell = readonly [column: number, row: number];

function inColumns(count: number): Cell[] {
  const columns = count <= 3 ? 1 : Math.ceil(Math.sqrt(count / 2.2));
  return Array.from({ length: count }, (_, i) => [i % columns, Math.floor(i / columns)]);
}

/** Positions of the neighbours of each member, through whatever lies inside them. */
function neighboursAmong(
  places: Places,
  members: readonly Place[],
  wires: readonly (readonly [Place, Place])[],
): Set<number>[] {
  const position = new Map(members.map((member, i) => [member, i]));
  const memberOf = (place: Place): number | undefined => {
    for (
      let at: Place | null | undefined = place;
      at !== null && at !== undefined;
      at = places.nodes.get(at)?.parent
    ) {
      const found = position.get(at);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const neighbours = members.map(() => new Set<number>());
  for (const [from, to] of wires) {
    const [a, b] = [memberOf(from), memberOf(to)];
    if (a === undefined || b === undefined || a === b) continue;
    neighbours[a]!.add(b);
    neighbours[b]!.add(a);
  }
  return neighbours;
}

/** The best connected in the middle, each of the others in the free cell nearest to whom it knows. */
function arrange(members: readonly Place[], neighbours: readonly ReadonlySet<number>[]): Cell[] {
  const count = members.length;
  // Where nobody knows anybody, any order would be as good: theirs is kept.
  if (count > MOST_ARRANGED || neighbours.every(({ size }) => size === 0)) {
    const columns = Math.ceil(Math.sqrt(count));
    return members.map((_, i) => [i % columns, Math.floor(i / columns)]);
  }
  const taken = new Map<string, number>();
  const cells: Cell[] = [];
  for (const member of orderOf(neighbours)) {
    let best: Cell = [0, 0];
    let least = Infinity;
    const reach = Math.ceil(Math.sqrt(taken.size)) + 1;
    for (let row = -reach; row <= reach; row++) {
      for (let column = -reach; column <= reach; column++) {
        if (taken.has(`${column} ${row}`)) continue;
        const cost = costOf([column, row], neighbours[member]!, cells, taken);
        if (cost < least - 1e-9) [best, least] = [[column, row], cost];
      }
    }
    taken.set(`${best[0]} ${best[1]}`, member);
    cells[member] = best;
  }
  return cells;
}

/** By breadth from the best connected, the isolated last. */
function orderOf(neighbours: readonly ReadonlySet<number>[]): number[] {
  const byDegree = neighbours
    .map((_, i) => i)
    .sort((a, b) => neighbours[b]!.size - neighbours[a]!.size || a - b);
  const order = new Set<number>();
  for (const start of byDegree) {
    order.add(start);
    for (const member of order) {
      const next = [...neighbours[member]!].sort(
        (a, b) => neighbours[b]!.size - neighbours[a]!.size || a - b,
      );
      for (const other of next) order.add(other);
    }
  }
  return [...order];
}

function costOf(
  [column, row]: Cell,
  neighbours: ReadonlySet<number>,
  cells: readonly Cell[],
  taken: ReadonlyMap<string, number>,
): number {
  // Wide screens: a step down costs more than a step aside. The middle is slightly better than the rim.
  let cost = 0.2 * Math.hypot(column, 1.4 * row);
  for (const other of neighbours) {
    const cell = cells[other];
    if (!cell) continue;
    const [across, down] = [cell[0] - column, cell[1] - row];
    cost += Math.hypot(across, 1.15 * down);
    if (isBlocked([column, row], across, down, taken)) cost += 2.5;
  }
  return cost;
}

/** Does somebody stand on the straight line to a neighbour? */
function isBlocked(
  [column, row]: Cell,
  across: number,
  down: number,
  taken: ReadonlyMap<string, number>,
): boolean {
  const steps = divisor(Math.abs(across), Math.abs(down));
  for (let i = 1; i < steps; i++) {
    if (taken.has(`${column + (across * i) / steps} ${row + (down * i) / steps}`)) return true;
  }
  return false;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** Columns as wide and rows as high as the largest block in them. */
function onGrid(blocks: readonly Block[], cells: readonly Cell[], gap: number): Block {
  const columns = tracks(
    cells.map(([column]) => column),
    blocks.map(({ width }) => width),
    gap,
  );
  const rows = tracks(
    cells.map(([, row]) => row),
    blocks.map(({ height }) => height),
    gap,
  );
  const spots = blocks.flatMap((block, i) => {
    const [column, row] = cells[i]!;
    const [across, down] = [columns.get(column)!, rows.get(row)!];
    const left = across.start + (across.size - block.width) / 2;
    const top = down.start + (down.size - block.height) / 2;
    return block.spots.map(
      ([place, spot]) => [place, { ...spot, x: spot.x + left, y: spot.y + top }] as const,
    );
  });
  return { width: extent(columns), height: extent(rows), spots };
}

type Tracks = ReadonlyMap<number, { readonly start: number; readonly size: number }>;

function tracks(lines: readonly number[], sizes: readonly number[], gap: number): Tracks {
  const largest = new Map<number, number>();
  for (const [i, line] of lines.entries()) largest.set(line, Math.max(largest.get(line) ?? 0, sizes[i]!));
  const found = new Map<number, { start: number; size: number }>();
  let start = 0;
  for (const line of [...largest.keys()].sort((a, b) => a - b)) {
    const size = largest.get(line)!;
    found.set(line, { start, size });
    start += size + gap;
  }
  return found;
}

function extent(lines: Tracks): number {
  return Math.max(0, ...[...lines.values()].map(({ start, size }) => start + size));
}
