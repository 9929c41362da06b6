/**
 * The head of the page: what this is, where one can go, and which version is shown.
 */
import { useState } from 'preact/hooks';
import type { PageData, Place } from '../report/page/page-data.ts';
import { placesOf } from './places.ts';
import { Search } from './search.tsx';
import type { Theme } from './theme.ts';
import type { Tab, View } from './view-state.ts';

export interface HeaderProps {
  readonly data: PageData;
  readonly view: View;
  readonly tabs: readonly Tab[];
  readonly theme: Theme;
  readonly onTheme: (theme: Theme) => void;
  readonly onTab: (tab: Tab) => void;
  readonly onVersion: (version: number) => void;
  readonly onReveal: (place: Place) => void;
}

const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];
const THEME_WORDS = { auto: '◐ auto', light: '○ light', dark: '● dark' } as const;

const KEYS: readonly (readonly [string, string])[] = [
  ['1 – 5', 'the tabs'],
  ['/', 'search'],
  ['arrows, Enter', 'outline and matrix'],
  ['n, p', 'next and previous step of a trace'],
  ['[ and ]', 'earlier and later version'],
  ['Esc', 'close what is selected'],
];

export function Header({ data, view, tabs, theme, onTheme, onTab, onVersion, onReveal }: HeaderProps) {
  const [isHelpOpen, openHelp] = useState(false);
  return (
    <header>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      <div class="title">
        <h1>{data.title}</h1>
        <span class="subtitle">{data.subtitle}</span>
        <span class="command">
          vpcsim {data.command} {data.inputs.join(' ')}
        </span>
      </div>
      <div class="tools">
        <nav aria-label="Views" role="tablist">
          {tabs.map((tab, i) => (
            <button
              key={tab}
              type="button"
              role="tab"
              aria-selected={view.tab === tab}
              title={`key ${i + 1}`}
              onClick={() => onTab(tab)}
            >
              {tab}
              {badgeOf(data, tab)}
            </button>
          ))}
        </nav>
        {data.versions.length > 1 ? <Versions data={data} view={view} onVersion={onVersion} /> : null}
        <Search places={placesOf(data.versions[view.version]!)} onChoose={onReveal} />
        <button
          type="button"
          class="plain-button"
          aria-label={`Colours: ${theme}. Change`}
          onClick={() => onTheme(THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!)}
        >
          {THEME_WORDS[theme]}
        </button>
        <button
          type="button"
          class="plain-button"
          aria-expanded={isHelpOpen}
          onClick={() => openHelp(!isHelpOpen)}
        >
          ? keys
        </button>
      </div>
      {isHelpOpen ? (
        <dl class="keys-help">
          {KEYS.map(([keys, words]) => (
            <div key={keys}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {data.remarks.map((remark) => (
        <p key={remark} class="note">
          {remark}
        </p>
      ))}
    </header>
  );
}

function badgeOf(data: PageData, tab: Tab) {
  if (tab === 'findings' && data.findings.length > 0)
    return <span class="badge">{data.findings.length}</span>;
  if (tab === 'changes' && data.diff) return <span class="badge">{data.diff.entries.length}</span>;
  return null;
}

/** A slider from the first version to the last. */
function Versions({ data, view, onVersion }: Pick<HeaderProps, 'data' | 'view' | 'onVersion'>) {
  const last = data.versions.length - 1;
  return (
    <label class="versions">
      <button
        type="button"
        class="quiet-button"
        onClick={() => onVersion(0)}
        aria-label={`Show ${data.versions[0]!.label}`}
      >
        {data.versions[0]!.label}
      </button>
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={view.version}
        aria-label="Version of the network"
        aria-valuetext={data.versions[view.version]!.label}
        onInput={(event) => onVersion(Number(event.currentTarget.value))}
      />
      <button
        type="button"
        class="quiet-button"
        onClick={() => onVersion(last)}
        aria-label={`Show ${data.versions[last]!.label}`}
      >
        {data.versions[last]!.label}
      </button>
      {last > 1 ? <output>{data.versions[view.version]!.label}</output> : null}
    </label>
  );
}
