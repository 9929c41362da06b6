/**
 * What a run was expected to do, and what it did.
 */
import type { RunData } from '../report/page/page-data.ts';
import { formatTime } from '../report/quantity.ts';

export function Expectations({ run: { expectations } }: { readonly run: RunData }) {
  if (expectations.length === 0) return null;
  const marks = { met: '✓', missed: '✗', 'not-checked': '?' } as const;
  const missed = expectations.filter(({ result }) => result === 'missed').length;
  const shown = [...expectations].sort((a, b) => Number(a.result === 'met') - Number(b.result === 'met'));
  return (
    <>
      <h3>
        Expectations{' '}
        <small>
          {expectations.length - missed} met or not checked, {missed} missed
        </small>
      </h3>
      <table class="plain">
        <tbody>
          {shown.map((row, i) => (
            <tr key={i} class={row.result}>
              <td class={`glyph ${row.result}`} title={row.result}>
                {marks[row.result]}
              </td>
              <td>
                {row.text}
                {row.atMs > 0 ? ` at ${formatTime(row.atMs)}` : ''}
                {row.result === 'missed' ? (
                  <span class="line">
                    expected {row.expected}, found {row.found}
                  </span>
                ) : null}
              </td>
              <td>
                <small>{row.at}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
