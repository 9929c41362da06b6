/**
 * A quantity over simulated time, with the events of the timeline marked.
 */
import { useEffect, useRef } from 'preact/hooks';
import UPlot, { type Options, type Series } from 'uplot';
import { scale } from '../report/quantity.ts';

export interface Line {
  readonly label: string;
  /** Name of a colour of the page. */
  readonly colour: string;
  readonly values: readonly number[];
  readonly dash?: readonly number[];
}

export interface TimeChartProps {
  readonly title: string;
  readonly unit: string;
  readonly seconds: readonly number[];
  readonly lines: readonly Line[];
  readonly events: readonly { readonly atMs: number; readonly text: string }[];
  readonly theme: string;
  /** Lines are heaped on one another. */
  readonly isStacked?: boolean;
}

const HEIGHT = 210;

export function TimeChart({ title, unit, seconds, lines, events, theme, isStacked = false }: TimeChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = frame.current!;
    const heaps = isStacked ? heaped(lines) : lines.map(({ values }) => values);
    const plot = new UPlot(
      options(lines, events, unit, box.clientWidth, isStacked),
      // The topmost heap is painted first, so that the others stay visible.
      [seconds, ...(isStacked ? heaps.toReversed() : heaps)].map((column) => [
        ...column,
      ]) as UPlot.AlignedData,
      box,
    );
    const watch = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }));
    watch.observe(box);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [lines, events, seconds, theme]);
  return (
    <figure class="chart">
      <figcaption>
        {title}
        <span class="keys">
          {lines.map(({ label, colour, dash }) => (
            <span key={label}>
              <i style={{ background: `var(--${colour})`, opacity: dash ? 0.55 : 1 }} /> {label}
            </span>
          ))}
        </span>
      </figcaption>
      <div ref={frame} role="img" aria-label={words(title, unit, seconds, lines, events)} />
    </figure>
  );
}

function heaped(lines: readonly Line[]): number[][] {
  let below: readonly number[] = [];
  return lines.map(({ values }) => {
    const heap = values.map((value, i) => value + (below[i] ?? 0));
    below = heap;
    return heap;
  });
}

function options(
  lines: readonly Line[],
  events: TimeChartProps['events'],
  unit: string,
  width: number,
  isStacked: boolean,
): Options {
  const css = getComputedStyle(document.documentElement);
  const colour = (name: string): string => css.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour('muted'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line') },
  };
  const series = (isStacked ? lines.toReversed() : lines).map((line): Series => ({
    label: line.label,
    stroke: colour(line.colour),
    width: 1.6,
    points: { show: false },
    paths: UPlot.paths.stepped!({ align: 1 }),
    ...(isStacked ? { fill: colour(line.colour) } : { fill: colour(`${line.colour}-soft`) }),
    ...(line.dash && { dash: [...line.dash] }),
  }));
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false },
    scales: { x: { time: false }, y: { range: (_, __, max) => [0, max * 1.08 || 1] } },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
      { ...axis, size: 96, values: (_, ticks) => ticks.map((tick) => `${scale(tick)}${unit}`) },
    ],
    series: [{}, ...series],
    hooks: { draw: [(plot) => drawEvents(plot, events, colour('accent'), colour('ink'))] },
  };
}

function drawEvents(plot: UPlot, events: TimeChartProps['events'], line: string, ink: string): void {
  const { ctx: pen, bbox } = plot;
  pen.save();
  pen.lineWidth = devicePixelRatio;
  pen.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  pen.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  for (const { atMs, text } of events) {
    const x = plot.valToPos(atMs / 1000, 'x', true);
    pen.strokeStyle = line;
    pen.beginPath();
    pen.moveTo(x, bbox.top);
    pen.lineTo(x, bbox.top + bbox.height);
    pen.stroke();
    pen.fillStyle = ink;
    const label = text.length > 34 ? `${text.slice(0, 33)}…` : text;
    const isLate = x > bbox.left + bbox.width * 0.7;
    pen.textAlign = isLate ? 'right' : 'left';
    pen.fillText(label, x + (isLate ? -5 : 5) * devicePixelRatio, bbox.top + 12 * devicePixelRatio);
  }
  pen.restore();
}

function words(
  title: string,
  unit: string,
  times: readonly number[],
  lines: readonly Line[],
  events: TimeChartProps['events'],
): string {
  const peaks = lines.map(({ label, values }) => {
    const peak = Math.max(0, ...values);
    return `${label} at most ${scale(peak)}${unit} at ${times[values.indexOf(peak)] ?? 0} s`;
  });
  const marks = events.map(({ atMs, text }) => `${text} at ${atMs / 1000} s`);
  return `${title}: ${peaks.join(', ')}${marks.length > 0 ? `; events: ${marks.join(', ')}` : ''}`;
}
