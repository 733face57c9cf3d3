/** Embeddings, overrides and isolates of Unicode's bidirectional algorithm. Marks (LRM, RLM, ALM) turn nothing round. */
const DIRECTION_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A sender's text as it is drawn. What would turn the order of its characters round, so that `gnp.exe` reads `exe.png` and
 * the page's own words behind it run backwards, is named instead; what is copied stays as it was sent.
 */
export function shownText(text: string): string {
  return text.replace(DIRECTION_CONTROLS, (control) => {
    return `[U+${control.charCodeAt(0).toString(16).toUpperCase()}]`;
  });
}
