import type { SenderKeysResponse, SessionResponse } from '../../../src/api/contract/index.ts';

/** What the set-up page knows when it writes the lines to paste. */
export interface SnippetInput {
  readonly endpoints: SessionResponse['endpoints'];
  readonly keys: SenderKeysResponse;
  readonly serviceName: string;
}

export interface SnippetStep {
  readonly title: string;
  readonly code: string;
  readonly note?: string;
}

/** One tab. */
export interface Snippet {
  readonly id: string;
  readonly title: string;
  readonly steps: readonly SnippetStep[];
}

/** What stands in the lines until keys are made. */
export const PLACEHOLDER_KEYS: SenderKeysResponse = {
  ingestKey: 'YOUR_INGEST_KEY',
  rollbarServerToken: 'YOUR_SERVER_TOKEN',
  rollbarClientToken: 'YOUR_BROWSER_TOKEN',
  awsKey: { id: 'YOUR_ACCESS_KEY_ID', secret: 'YOUR_SECRET_ACCESS_KEY' },
};

/** Text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `export NAME=value`, a line each. */
export function exportLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${shellWord(value)}`)
    .join('\n');
}
