/**
 * Files that hold no network, and that people take for one: told by how they begin, with what to do instead.
 */
import type { Problem } from './problem.ts';
import { SHOW } from './terraform/check-document.ts';

type Other = Required<Pick<Problem, 'message' | 'hint'>>;

const REPLAY = 'vpcsim replay <network> --logs <file> holds a flow log against a network';

/** Begins, as text; bytes that are none are read as the replacement character. */
const OTHERS: readonly (Other & { readonly begins: string | RegExp })[] = [
  { begins: 'PK', message: 'this is a plan in its binary form', hint: SHOW },
  {
    begins: /^\s*\{"@level"/,
    message: 'this is the log that terraform plan -json writes, not the plan',
    hint: SHOW,
  },
  {
    begins: '\u001f\ufffd',
    message: 'this is a file that gzip has packed',
    hint: `unpack it first, unless it is a flow log: ${REPLAY}`,
  },
  { begins: 'PAR1', message: 'this is a Parquet file, which is no network', hint: REPLAY },
  {
    // A header line, or a record of the default format: version, account and interface or gateway.
    begins: /^(?:[a-z-]+ )*(?:srcaddr|interface-id|tgw-id)(?: |\r?\n|$)|^\d+ \d{12} (?:eni|tgw)-/,
    message: 'this is a flow log, which is no network',
    hint: REPLAY,
  },
];

export function otherFile(text: string): Other | undefined {
  return OTHERS.find(({ begins }) =>
    typeof begins === 'string' ? text.startsWith(begins) : begins.test(text),
  );
}
