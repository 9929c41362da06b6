/**
 * A matrix of many ends, painted: an overview of all of it with one point per pair, and a window into it
 * that scrolls. Arrow keys move through it and say where they are.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { cellWords, type GridProps, type Spot } from './matrix-grid.ts';
import { GLYPHS, type ReachCells } from './reach-cells.ts';
import type { CellState } from '../report/page/page-data.ts';

const CELL = 15;
const HEAD = 116;

type Paint = Readonly<Record<CellState | 'bad' | 'ink' | 'muted' | 'surface' | 'accent' | 'edge', string>>;

function paintOf(): Paint {
  const css = getComputedStyle(document.documentElement);
  const colour = (name: string): string => css.getPropertyValue(`--${name}`).trim();
  return {
    reaches: colour('good'),
    platform: colour('info'),
    'no-reply': colour('warn'),
    blocked: colour('edge'),
    'no-sender': colour('surface'),
    bad: colour('bad'),
    ink: colour('ink'),
    muted: colour('muted'),
    surface: colour('surface'),
    accent: colour('accent'),
    edge: colour('edge'),
  };
}

export function MatrixPicture(props: GridProps) {
  const { cells, names, chosen, onChoose } = props;
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const overview = useRef<HTMLCanvasElement>(null);
  const [focus, setFocus] = useState<Spot>(chosen ?? { from: 0, to: 0 });
  const size = names.length * CELL;

  useEffect(() => {
    const box = frame.current!;
    const sheet = canvas.current!;
    const redraw = (): void => paintWindow(box, sheet, props, focus);
    redraw();
    box.addEventListener('scroll', redraw);
    const watch = new ResizeObserver(redraw);
    watch.observe(box);
    return () => {
      box.removeEventListener('scroll', redraw);
      watch.disconnect();
    };
  });
  useEffect(() => paintOverview(overview.current!, cells), [cells]);

  const spotAt = (event: MouseEvent): Spot | null => {
    const bounds = canvas.current!.getBoundingClientRect();
    const box = frame.current!;
    const to = Math.floor((event.clientX - bounds.left - HEAD + box.scrollLeft) / CELL);
    const from = Math.floor((event.clientY - bounds.top - HEAD + box.scrollTop) / CELL);
    const isInside = event.clientX - bounds.left > HEAD && event.clientY - bounds.top > HEAD;
    return isInside && from < names.length && to < names.length ? { from, to } : null;
  };
  const reveal = ({ from, to }: Spot): void => {
    const box = frame.current!;
    const [across, down] = [box.clientWidth - HEAD, box.clientHeight - HEAD];
    if (to * CELL < box.scrollLeft || (to + 1) * CELL > box.scrollLeft + across)
      box.scrollLeft = to * CELL - across / 2;
    if (from * CELL < box.scrollTop || (from + 1) * CELL > box.scrollTop + down)
      box.scrollTop = from * CELL - down / 2;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const moves: Record<string, readonly [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    if (event.key === 'Enter' || event.key === ' ') onChoose(focus);
    const move = moves[event.key];
    if (move) {
      const clamp = (value: number): number => Math.max(0, Math.min(names.length - 1, value));
      const next = { from: clamp(focus.from + move[0]), to: clamp(focus.to + move[1]) };
      setFocus(next);
      reveal(next);
    } else if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    event.stopPropagation();
  };
  const jump = (event: MouseEvent): void => {
    const bounds = overview.current!.getBoundingClientRect();
    const box = frame.current!;
    box.scrollLeft = ((event.clientX - bounds.left) / bounds.width) * size - (box.clientWidth - HEAD) / 2;
    box.scrollTop = ((event.clientY - bounds.top) / bounds.height) * size - (box.clientHeight - HEAD) / 2;
  };
  return (
    <div class="picture">
      <div
        class="picture-frame"
        ref={frame}
        tabIndex={0}
        role="application"
        aria-roledescription="matrix"
        aria-label={`Matrix of ${names.length} ends: arrow keys move, Enter opens`}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const spot = spotAt(event);
          if (!spot) return;
          setFocus(spot);
          onChoose(spot);
        }}
      >
        <canvas ref={canvas} aria-hidden="true" />
        <div style={{ width: `${size + HEAD}px`, height: `${size + HEAD}px` }} />
      </div>
      <div class="picture-side">
        <canvas
          class="overview"
          ref={overview}
          onClick={jump}
          role="img"
          aria-label="All pairs at once, one point each"
        />
        <p aria-live="polite">{cellWords(props, focus)}</p>
      </div>
    </div>
  );
}

function paintWindow(frame: HTMLDivElement, canvas: HTMLCanvasElement, props: GridProps, focus: Spot): void {
  const { cells, names, chosen, isMeant, isChanged } = props;
  const paint = paintOf();
  const { clientWidth: width, clientHeight: height, scrollLeft, scrollTop } = frame;
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext('2d')!;
  pen.scale(ratio, ratio);
  pen.font = '11px system-ui, sans-serif';
  pen.textBaseline = 'middle';
  const firstColumn = Math.floor(scrollLeft / CELL);
  const firstRow = Math.floor(scrollTop / CELL);
  const lastColumn = Math.min(names.length - 1, Math.ceil((scrollLeft + width - HEAD) / CELL));
  const lastRow = Math.min(names.length - 1, Math.ceil((scrollTop + height - HEAD) / CELL));
  pen.textAlign = 'center';
  for (let from = firstRow; from <= lastRow; from++) {
    const y = HEAD + from * CELL - scrollTop;
    for (let to = firstColumn; to <= lastColumn; to++) {
      const x = HEAD + to * CELL - scrollLeft;
      const spot = { from, to };
      const cell = cells.at(from, to);
      pen.globalAlpha = isMeant(spot) ? 1 : 0.15;
      pen.fillStyle = cell.isViolated ? paint.bad : paint[cell.state];
      const inset = cell.state === 'blocked' && !cell.isViolated ? 5 : 1.5;
      pen.fillRect(x + inset, y + inset, CELL - 2 * inset, CELL - 2 * inset);
      const glyph = cell.isViolated
        ? '!'
        : cell.isOneWay
          ? '→'
          : cell.state === 'no-reply'
            ? GLYPHS['no-reply']
            : '';
      if (glyph !== '') {
        pen.fillStyle = paint.surface;
        pen.fillText(glyph, x + CELL / 2, y + CELL / 2);
      }
      pen.globalAlpha = 1;
      if (isChanged(spot)) {
        pen.fillStyle = paint.accent;
        pen.beginPath();
        pen.moveTo(x + 1, y + CELL - 6);
        pen.lineTo(x + 6, y + CELL - 1);
        pen.lineTo(x + 1, y + CELL - 1);
        pen.fill();
      }
    }
  }
  for (const [spot, colour] of [
    [focus, paint.ink],
    [chosen, paint.accent],
  ] as const) {
    if (!spot) continue;
    pen.strokeStyle = colour;
    pen.lineWidth = 2;
    pen.strokeRect(HEAD + spot.to * CELL - scrollLeft, HEAD + spot.from * CELL - scrollTop, CELL, CELL);
  }
  pen.fillStyle = paint.surface;
  pen.fillRect(0, 0, width, HEAD);
  pen.fillRect(0, 0, HEAD, height);
  paintHeads(pen, names, paint, { firstColumn, lastColumn, firstRow, lastRow, scrollLeft, scrollTop }, focus);
  pen.fillStyle = paint.surface;
  pen.fillRect(0, 0, HEAD, HEAD);
  pen.fillStyle = paint.muted;
  pen.textAlign = 'right';
  pen.fillText('from ↓ to →', HEAD - 8, HEAD - 10);
}

function paintHeads(
  pen: CanvasRenderingContext2D,
  names: readonly string[],
  paint: Paint,
  view: {
    firstColumn: number;
    lastColumn: number;
    firstRow: number;
    lastRow: number;
    scrollLeft: number;
    scrollTop: number;
  },
  focus: Spot,
): void {
  const fit = (name: string): string => (name.length > 17 ? `…${name.slice(-16)}` : name);
  pen.textAlign = 'right';
  for (let row = view.firstRow; row <= view.lastRow; row++) {
    pen.fillStyle = row === focus.from ? paint.ink : paint.muted;
    pen.fillText(fit(names[row]!), HEAD - 6, HEAD + row * CELL - view.scrollTop + CELL / 2);
  }
  pen.textAlign = 'left';
  for (let column = view.firstColumn; column <= view.lastColumn; column++) {
    pen.save();
    pen.translate(HEAD + column * CELL - view.scrollLeft + CELL / 2, HEAD - 6);
    pen.rotate(-Math.PI / 2);
    pen.fillStyle = column === focus.to ? paint.ink : paint.muted;
    pen.fillText(fit(names[column]!), 0, 0);
    pen.restore();
  }
}

/** One pixel per pair. */
function paintOverview(canvas: HTMLCanvasElement, cells: ReachCells): void {
  const { matrix } = cells;
  const size = matrix.ends.length;
  canvas.width = size;
  canvas.height = size;
  const pen = canvas.getContext('2d', { willReadFrequently: true })!;
  const paint = paintOf();
  const words = new Map(Object.entries(paint).map(([name, colour]) => [name, wordOf(pen, colour)]));
  const image = pen.createImageData(size, size);
  const pixels = new Uint32Array(image.data.buffer);
  const legend = matrix.legend.map(({ state }) => words.get(state)!);
  for (const [from, row] of matrix.cells.entries()) {
    for (const [to, cell] of row.entries()) pixels[from * size + to] = legend[cell]!;
  }
  const bad = words.get('bad')!;
  for (let from = 0; from < size; from++) {
    for (let to = 0; to < size; to++) if (cells.isViolated(from, to)) pixels[from * size + to] = bad;
  }
  pen.putImageData(image, 0, 0);
}

/** A colour as one pixel. */
function wordOf(pen: CanvasRenderingContext2D, colour: string): number {
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return new Uint32Array(pen.getImageData(0, 0, 1, 1).data.buffer)[0]!;
}
