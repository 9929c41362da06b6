/**
 * The server behind the page, where there is one.
 */
import type { PageData, PairData, Place, TraceData } from '../report/page/page-data.ts';

/** What was asked cannot be done; the messages say why. */
class Refused extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

export interface TraceQuestion {
  readonly from: string;
  readonly to: string;
  readonly proto: string;
  readonly port: string;
}

export class Live {
  private readonly token: string;

  constructor(token: string) {
    this.token = token;
  }

  page(): Promise<PageData> {
    return ask('/api/page');
  }

  pair(version: number, from: Place, to: Place): Promise<PairData> {
    return ask(`/api/pair?${new URLSearchParams({ version: String(version), from, to })}`);
  }

  trace(question: TraceQuestion): Promise<TraceData> {
    return ask(`/api/trace?${new URLSearchParams({ ...question })}`);
  }

  /** An event as scenario files write it. */
  change(event: unknown): Promise<PageData> {
    return this.post('/api/change', event);
  }

  undo(): Promise<PageData> {
    return this.post('/api/undo', {});
  }

  private post(path: string, body: unknown): Promise<PageData> {
    return ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-vpcsim-token': this.token },
      body: JSON.stringify(body),
    });
  }

  /** Calls back whenever the input was read again; the result stops it. */
  watch(onChange: () => void): () => void {
    const events = new EventSource('/api/events');
    events.addEventListener('page', onChange);
    return () => events.close();
  }
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(path, init);
  const body = (await answer.json()) as T & { readonly problems?: readonly string[] };
  if (!answer.ok) throw new Refused(body.problems ?? [`the server answered ${answer.status}`]);
  return body;
}

/** Hands an answer on, or says why there is none. */
export async function hear<T>(
  answer: Promise<T>,
  onAnswer: (answer: T) => void,
  onProblems: (problems: readonly string[]) => void,
): Promise<void> {
  try {
    const heard = await answer;
    onProblems([]);
    onAnswer(heard);
  } catch (error) {
    onProblems(error instanceof Refused ? error.problems : ['the server does not answer']);
  }
}
