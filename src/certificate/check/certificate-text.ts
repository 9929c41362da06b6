/**
 * Certificates as text: one JSON record per line, first the claim, then the facts and the states in order
 * of their text. Whatever is written has one way to be written.
 */
import { LAST_PORT, LAST_PROTOCOL, numberSpan, numberText } from './address.ts';
import type { Claim, End } from './claim.ts';
import type { State } from './closure.ts';
import type { Fact } from './fact.ts';
import { boxesOf, boxOf, setOf, textOf, unionOf } from './flow-set.ts';
import { PLACES, type Place } from './place.ts';

const FORMAT = 'vpcsim-unreachability';
const VERSION = 1;

export interface Certificate {
  readonly claim: Claim;
  readonly states: readonly State[];
}

/** The lines of a certificate, in their order. */
export function certificateLines({ claim, states }: Certificate, facts: readonly Fact[]): string[] {
  const stateLines = states.map(({ place, outcome, packets }) =>
    JSON.stringify({ state: place, outcome, packets: boxesOf(packets).map(textOf) }),
  );
  return [
    JSON.stringify({ certificate: FORMAT, version: VERSION, ...claim }),
    ...facts.map((fact) => JSON.stringify(fact)),
    ...stateLines.sort(),
  ];
}

/** Throws a RangeError or SyntaxError for what is none. */
export function readCertificate(lines: readonly string[]): Certificate {
  let claim: Claim | undefined;
  const states: State[] = [];
  for (const [i, line] of lines.entries()) {
    if (line === '') continue;
    const record = recordOf(JSON.parse(line), i);
    if ('certificate' in record) {
      if (record['certificate'] !== FORMAT || record['version'] !== VERSION) {
        throw new RangeError(`line ${i + 1}: only version ${VERSION} of ${FORMAT} is known`);
      }
      claim = claimOf(record, i);
    } else if ('state' in record) {
      states.push(stateOf(record, i));
    }
  }
  if (!claim) throw new RangeError('nothing is claimed');
  return { claim, states };
}

type Fields = Readonly<Record<string, unknown>>;

function recordOf(value: unknown, line: number): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RangeError(`line ${line + 1} is no record`);
  }
  return value as Fields;
}

function wordOf(record: Fields, key: string, line: number): string {
  const word = record[key];
  if (typeof word !== 'string') throw new RangeError(`line ${line + 1}: "${key}" is missing or no text`);
  return word;
}

function choiceOf<T extends string>(record: Fields, key: string, line: number, known: readonly T[]): T {
  const word = wordOf(record, key, line);
  const choice = known.find((one) => one === word);
  if (choice === undefined) throw new RangeError(`line ${line + 1}: "${key}" is none of ${known.join(', ')}`);
  return choice;
}

function claimOf(record: Fields, line: number): Claim {
  const end = (key: string): End => {
    const part = recordOf(record[key], line);
    return { kind: choiceOf(part, 'kind', line, ['subnet', 'vpc', 'host']), id: wordOf(part, 'id', line) };
  };
  const numbers = (key: string, most: number): string =>
    numberText(numberSpan(wordOf(record, key, line), most));
  return {
    from: end('from'),
    to: end('to'),
    protocols: numbers('protocols', LAST_PROTOCOL),
    sourcePorts: numbers('sourcePorts', LAST_PORT),
    ports: numbers('ports', LAST_PORT),
  };
}

function placeOf(value: unknown, line: number): Place {
  const record = recordOf(value, line);
  return {
    leg: choiceOf(record, 'leg', line, ['forward', 'return']),
    at: choiceOf(record, 'at', line, Object.keys(PLACES) as (keyof typeof PLACES)[]),
    id: wordOf(record, 'id', line),
    from: wordOf(record, 'from', line),
  };
}

function stateOf(record: Fields, line: number): State {
  const outcome = recordOf(record['outcome'], line);
  const boxes = record['packets'];
  if (!Array.isArray(boxes)) throw new RangeError(`line ${line + 1}: "packets" is no list`);
  return {
    place: placeOf(record['state'], line),
    outcome:
      'to' in outcome
        ? { to: placeOf(outcome['to'], line) }
        : { drop: wordOf(outcome, 'drop', line), hop: wordOf(outcome, 'hop', line) },
    packets: unionOf(boxes.map((box) => setOf(boxOf(String(box))))),
  };
}
