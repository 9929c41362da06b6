/**
 * The action under a pull request: its scripts run as they are, with a stand-in for the host's own client
 * that writes down what it is asked for.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const action = join(root, '.github/action');
const folder = mkdtempSync(join(tmpdir(), 'vpcsim-action-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(join(folder, 'output'), ''));

const plan = 'test/source/terraform/documents/remove-peering-route.plan.json';

function whatif(env: Readonly<Record<string, string>>): { outputs: Record<string, string>; stderr: string } {
  const { stderr } = spawnSync(join(action, 'whatif.sh'), {
    cwd: root,
    encoding: 'utf8',
    env: {
      ...process.env,
      VPCSIM: `node --import tsx ${join(root, 'src/cli/vpcsim.ts')}`,
      RUNNER_TEMP: folder,
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_STEP_SUMMARY: join(folder, 'summary'),
      FAIL_ON: 'lost,violation',
      SARIF: join(folder, 'vpcsim.sarif'),
      ...env,
    },
  });
  const lines = readFileSync(join(folder, 'output'), 'utf8').trim().split('\n');
  return {
    outputs: Object.fromEntries(lines.map((line) => line.split('='))) as Record<string, string>,
    stderr,
  };
}

describe('the action', () => {
  it('writes a comment and SARIF, and keeps the exit code for the end', () => {
    const { outputs } = whatif({ INPUT: plan });
    expect(outputs['exit-code']).toBe('1');
    expect(readFileSync(outputs['report']!, 'utf8')).toContain('### vpcsim: 2 pairs lose flows');
    expect(readFileSync(join(folder, 'summary'), 'utf8')).toContain('2 pairs lose flows');
    const sarif = JSON.parse(readFileSync(join(folder, 'vpcsim.sarif'), 'utf8')) as { version: string };
    expect(sarif.version).toBe('2.1.0');
  });

  it('fails by the rule it is given', () => {
    expect(whatif({ INPUT: plan, FAIL_ON: 'gained' }).outputs['exit-code']).toBe('0');
  });

  it('ends in 2 for input it cannot read', () => {
    expect(whatif({ INPUT: 'package.json' }).outputs['exit-code']).toBe('2');
  });

  it.each([
    ['', 'POST', 'repos/o/r/issues/7/comments'],
    ['42', 'PATCH', 'repos/o/r/issues/comments/42'],
  ])('comments once: with "%s" known it sends a %s', (known, method, path) => {
    const asked = join(folder, 'asked');
    const report = join(folder, 'report.md');
    writeFileSync(asked, '');
    writeFileSync(report, '<!-- vpcsim whatif -->\n### vpcsim: fine\n');
    mkdirSync(join(folder, 'bin'), { recursive: true });
    const gh = join(folder, 'bin/gh');
    writeFileSync(
      gh,
      `#!/usr/bin/env bash\necho "$*" >>"${asked}"\ncase "$*" in *--paginate*) echo "${known}" ;; esac\n`,
    );
    chmodSync(gh, 0o755);
    execFileSync(join(action, 'comment.sh'), {
      env: {
        ...process.env,
        PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
        REPOSITORY: 'o/r',
        PULL_REQUEST: '7',
        REPORT: report,
      },
    });
    const [list, sent] = readFileSync(asked, 'utf8').trim().split('\n');
    expect(list).toContain('startswith("<!-- vpcsim whatif -->")');
    expect(sent).toContain(`--method ${method} ${path} --field body=@${report}`);
  });

  it('hands every input to a step, and asks for none that it does not declare', () => {
    const text = readFileSync(join(action, 'action.yml'), 'utf8');
    const { inputs } = load(text) as { inputs: Record<string, object> };
    const used = new Set([...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name));
    expect(used).toEqual(new Set(Object.keys(inputs)));
  });
});
