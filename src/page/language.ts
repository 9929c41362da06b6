/**
 * A browser in a bare environment may name a language that is none (`en-US@posix`), and the chart library
 * asks for its number format as soon as it is loaded. So this is imported first.
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
