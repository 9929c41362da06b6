/**
 * Light, dark, or as the system has it. Nothing is stored: a file opens as its reader's system likes it.
 */
import { useEffect, useState } from 'preact/hooks';

export type Theme = 'auto' | 'light' | 'dark';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The colours that are shown, in one word that changes whenever they do. */
export function themeOf(theme: Theme): string {
  return theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>('auto');
  const [, redraw] = useState(0);
  // In time for whoever reads colours while drawing.
  document.documentElement.dataset['theme'] = themeOf(theme);
  useEffect(() => {
    const onChange = (): void => redraw((turn) => turn + 1);
    dark.addEventListener('change', onChange);
    return () => dark.removeEventListener('change', onChange);
  }, []);
  return [theme, setTheme];
}
