// The oracle: judges single flows of a scenario document by walking over its objects.
// It shares nothing with the simulator it is compared with: neither the reading of the document, nor the
// address arithmetic, nor the way of looking routes up. Slow and plain on purpose.
import { parseAddress, showAddress } from './address.ts';
import { type Outcome, type Request, ask } from './conversation.ts';
import { type Fields, count, fields, flag, text } from './field.ts';
import type { World } from './model.ts';
import { TCP, protocol } from './rules.ts';
import { Timeline } from './timeline.ts';
import { type Violation, findViolations } from './violations.ts';

export interface OracleVerdict {
  delivered: boolean;
  leg?: 'forward' | 'return';
  reason?: string;
  hop?: string;
  seenSource?: string;
  notes: string[];
  via: string[];
}

const SMALL = 64;

function readRequest(options: Fields): Request {
  const proto = options['proto'] === undefined ? TCP : protocol(options['proto']);
  if (proto === undefined) throw new Error('a flow has one protocol');
  const src = options['src'];
  const df = options['df'];
  const type = options['icmpType'];
  return {
    proto,
    dport: count(options['dport'], 443),
    sport: count(options['sport'], 40000),
    icmpType: type === undefined ? undefined : count(type, 0),
    src: src === undefined ? undefined : parseAddress(text(src)),
    ttl: count(options['ttl'], 64),
    bytes: count(options['bytes'], SMALL),
    df: df === undefined ? undefined : flag(df, true),
    oneWay: flag(options['oneWay'], false),
  };
}

function verdict(outcome: Outcome): OracleVerdict {
  const { failed, leg, seenSource } = outcome;
  const notes = [...outcome.notes];
  const via = [...outcome.via];
  const seen = seenSource === undefined ? {} : { seenSource: showAddress(seenSource) };
  if (failed === undefined) return { delivered: true, ...seen, notes, via };
  return { delivered: false, leg, reason: failed.reason, hop: failed.hop, ...seen, notes, via };
}

export class Oracle {
  readonly #timeline: Timeline;

  constructor(document: unknown) {
    this.#timeline = new Timeline(fields(document));
  }

  /** The world at the current point of the timeline. */
  get world(): World {
    return this.#timeline.world;
  }

  evaluate(from: string, to: string, options: Record<string, unknown> = {}): OracleVerdict {
    return verdict(ask(this.world, from, to, readRequest(options)));
  }

  apply(event: unknown): void {
    this.#timeline.apply(fields(event));
  }

  staticViolations(): Violation[] {
    return findViolations(this.world);
  }
}
