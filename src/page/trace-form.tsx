/**
 * A question to the server: one flow.
 */
import { useState } from 'preact/hooks';
import { hear, type Live, type TraceQuestion } from './live.ts';
import type { Step } from './view-state.ts';

export interface TraceFormProps {
  readonly live: Live;
  readonly go: (step: Step) => void;
  readonly onProblems: (problems: readonly string[]) => void;
}

export function TraceForm({ live, go, onProblems }: TraceFormProps) {
  const [question, setQuestion] = useState<TraceQuestion>({ from: '', to: '', proto: 'tcp', port: '443' });
  const field = (name: keyof TraceQuestion, label: string, placeholder: string) => (
    <label>
      {label}
      <input
        value={question[name]}
        placeholder={placeholder}
        spellcheck={false}
        onInput={(event) => setQuestion({ ...question, [name]: event.currentTarget.value })}
      />
    </label>
  );
  const ask = (event: SubmitEvent): void => {
    event.preventDefault();
    void hear(live.trace(question), (trace) => go({ do: 'trace', trace }), onProblems);
  };
  return (
    <form class="ask" onSubmit={ask}>
      <h2>Trace a flow</h2>
      {field('from', 'from', 'host, address, internet')}
      {field('to', 'to', 'host or address')}
      {field('proto', 'protocol', 'tcp')}
      {field('port', 'port', '443')}
      <button type="submit">Trace</button>
    </form>
  );
}
