/**
 * Which files are flow logs, and where they come from by the key they have in S3.
 *
 * "Flow log files" (Amazon VPC User Guide): `AWSLogs/<account>/vpcflowlogs/<region>/<year>/<month>/<day>/`,
 * or Hive-compatible, `AWSLogs/aws-account-id=<account>/aws-service=vpcflowlogs/aws-region=<region>/`.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { findFiles, type InputFile } from '../input-files.ts';
import type { Problem } from '../problem.ts';

export interface LogFile extends InputFile {
  readonly kind: 'text' | 'gzip' | 'parquet';
  /** Account and region, where the key says them. */
  readonly account?: string;
  readonly region?: string;
}

const KEY =
  /AWSLogs\/(?:[^/]+\/)*?(?:aws-account-id=)?(\d{12})\/(?:aws-service=)?vpcflowlogs\/(?:aws-region=)?([a-z]+(?:-[a-z]+)+-\d)\//;

/** What else lies in folders of logs and is none. */
const OTHER = /(^|\/)(\.|README|LICENSE)|\.(md|html|csv|expected\.json)$/;

/** The logs behind some paths; what is no log goes to `problems` when it was named by itself. */
export function findLogs(paths: readonly string[], problems: Problem[]): LogFile[] {
  return findFiles(paths, problems).flatMap((file): LogFile[] => {
    if (file.isInFolder && OTHER.test(file.name)) return [];
    const kind = kindOf(file, problems);
    if (kind === undefined) return [];
    const [, account, region] = KEY.exec(file.name.replaceAll('\\', '/')) ?? [];
    return [
      { ...file, kind, ...(account !== undefined && { account }), ...(region !== undefined && { region }) },
    ];
  });
}

const ZSTD = [0x28, 0xb5, 0x2f, 0xfd];

function kindOf(file: InputFile, problems: Problem[]): LogFile['kind'] | undefined {
  const problem = (message: string, hint: string): undefined => {
    problems.push({ code: 'not-a-log', message, hint, file: file.name, path: [] });
  };
  if (file.size === 0) return problem('the file is empty', 'a flow log has one record per line');
  const first = firstBytes(file.name);
  if (first[0] === 0x1f && first[1] === 0x8b) return 'gzip';
  if (first.toString('latin1') === 'PAR1') return 'parquet';
  if (ZSTD.every((byte, i) => first[i] === byte)) {
    return problem('the file is packed with zstd, which is not read', 'unpack it, or pack it with gzip');
  }
  if (first[0] === 0x50 && first[1] === 0x4b) {
    return problem('the file is a zip archive, which is not read', 'unpack it first');
  }
  if ((first[0] === 0xff && first[1] === 0xfe) || (first[0] === 0xfe && first[1] === 0xff)) {
    return problem('the file is UTF-16, and logs are read as UTF-8', 'convert it: iconv -f UTF-16 -t UTF-8');
  }
  return 'text';
}

function firstBytes(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(4);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}
