/**
 * One flow, stepped through: both legs hop by hop, what decided each step, everything in the way, and
 * what would mend it.
 */
import { useEffect, useRef } from 'preact/hooks';
import type { BlockerData, CauseData, StepData, TraceData } from '../report/page/page-data.ts';

export interface TracePanelProps {
  readonly trace: TraceData;
  /** Position among {@link stopsOf}. */
  readonly at: number;
  readonly onStep: (at: number) => void;
  /** Searches for a fix, where somebody can. */
  readonly onFix?: (() => void) | undefined;
}

/** A step or a drop, in the order in which packets meet them. */
export type Stop =
  | { readonly kind: 'step'; readonly leg: 'forward' | 'return'; readonly step: StepData }
  | { readonly kind: 'drop'; readonly leg: 'forward' | 'return'; readonly drop: BlockerData };

/** The steps of each leg, then what drops there. */
export function stopsOf({ steps, blockers }: TraceData): Stop[] {
  return (['forward', 'return'] as const).flatMap((leg): Stop[] => [
    ...steps.filter((step) => step.leg === leg).map((step): Stop => ({ kind: 'step', leg, step })),
    ...blockers.filter((drop) => drop.leg === leg).map((drop): Stop => ({ kind: 'drop', leg, drop })),
  ]);
}

export function TracePanel({ trace, at, onStep, onFix }: TracePanelProps) {
  const stops = stopsOf(trace);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current=step]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const current = stops[at];
  return (
    <section class="trace" aria-label="Trace">
      <p class="verdict">
        <span class={trace.isDelivered ? 'tag good' : 'tag bad'}>
          {trace.isDelivered ? '✓ delivered' : '✗ dropped'}
        </span>{' '}
        <code>{trace.flow}</code>
      </p>
      <div class="stepper" role="group" aria-label="Step through the trace">
        <button
          type="button"
          disabled={at <= 0}
          onClick={() => onStep(at - 1)}
          aria-label="Previous step (key p)"
        >
          ‹
        </button>
        <span aria-live="polite">
          {current
            ? `${at + 1} of ${stops.length}, ${current.leg === 'forward' ? 'request' : 'reply'}`
            : 'no steps'}
        </span>
        <button
          type="button"
          disabled={at >= stops.length - 1}
          onClick={() => onStep(at + 1)}
          aria-label="Next step (key n)"
        >
          ›
        </button>
      </div>
      <ol class="stops" ref={list}>
        {stops.map((stop, i) => (
          <li key={i} class={`${stop.kind} ${i > 0 && stops[i - 1]!.leg !== stop.leg ? 'turn' : ''}`}>
            {i === 0 || stops[i - 1]!.leg !== stop.leg ? (
              <h4>{stop.leg === 'forward' ? 'Request' : 'Reply'}</h4>
            ) : null}
            <button
              type="button"
              class="row"
              {...(i === at && { 'aria-current': 'step' as const })}
              onClick={() => onStep(i)}
            >
              {stop.kind === 'step' ? <StepWords step={stop.step} /> : <DropWords drop={stop.drop} />}
            </button>
          </li>
        ))}
      </ol>
      {trace.isDelivered && stops.every(({ leg }) => leg === 'forward') ? (
        <p class="quiet">The reply is answered on the spot, or nobody waits for one.</p>
      ) : null}
      {trace.notes.map(({ id, meaning }) => (
        <p key={id} class="note">
          <b>{id}</b>: {meaning}
        </p>
      ))}
      {trace.conditional.length > 0 ? (
        <p class="note">Conditional: depends on {trace.conditional.join(', ')}, which is not modelled.</p>
      ) : null}
      <Fix trace={trace} onFix={onFix} />
    </section>
  );
}

function StepWords({ step }: { readonly step: StepData }) {
  return (
    <>
      <b>{step.hop}</b> <span>{step.action}</span>
      <Because cause={step.cause} />
      <small class="packet">{step.packet}</small>
    </>
  );
}

function DropWords({ drop }: { readonly drop: BlockerData }) {
  return (
    <>
      <b>✗ {drop.hop}</b> <span class="tag bad">{drop.reason}</span>
      <span class="line">
        {drop.meaning}
        {drop.detail === null ? '' : ` (${drop.detail})`}
      </span>
      <Because cause={drop.cause} />
      {drop.transit ? (
        <span class="line">
          {drop.transit.from} → {drop.transit.via} → {drop.transit.to} is not carried
        </span>
      ) : null}
      <small class="line">Advice: {drop.advice}</small>
    </>
  );
}

export function Because({ cause }: { readonly cause: CauseData | null }) {
  if (!cause) return null;
  return (
    <span class="because">
      <code>{cause.text}</code> {cause.at === null ? null : <small>{cause.at}</small>}
    </span>
  );
}

function Fix({ trace: { fix, isDelivered }, onFix }: Pick<TracePanelProps, 'trace' | 'onFix'>) {
  if (!fix) {
    return !isDelivered && onFix ? (
      <button type="button" onClick={onFix}>
        Search for the smallest fix
      </button>
    ) : null;
  }
  const [best, ...others] = fix.sets;
  return (
    <div class="fix">
      {fix.obstacles.length > 0 ? (
        <>
          <h4>What stands in the way, in order</h4>
          <ol>
            {fix.obstacles.map(({ text, mend }, i) => (
              <li key={i}>
                {text}
                {mend === null ? null : <span class="mend">mend: {mend}</span>}
              </li>
            ))}
          </ol>
        </>
      ) : null}
      <h4>
        {best ? `Smallest fix: ${best.length === 1 ? 'one change' : `${best.length} changes`}` : 'No fix'}
      </h4>
      {best ? (
        <Changes list={best} />
      ) : (
        <p class="quiet">Nothing that could be changed here mends the flow.</p>
      )}
      {others.map((set, i) => (
        <div key={i}>
          <p class="quiet">or</p>
          <Changes list={set} />
        </div>
      ))}
      {fix.isComplete ? null : (
        <p class="note">The search ended at its limit: there may be other or smaller ones.</p>
      )}
    </div>
  );
}

function Changes({ list }: { readonly list: readonly string[] }) {
  return (
    <ol class="changes">
      {list.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ol>
  );
}
