import type { Telling } from '../../model/telling.ts';
import { readCrashReport } from './crash-report.ts';

export const TITLE_CHARS_MAX = 255;

/** The sender's own title, else what failed in one line. */
export function titleOf({ title, body }: Telling): string {
  const text = title.trim() === '' ? computedTitle(body) : title;
  const line = text.trim().split(/\r?\n/, 1)[0]?.trim() ?? '';
  // By code points: half of a pair would be no text.
  return (
    Array.from(line.slice(0, 2 * TITLE_CHARS_MAX))
      .slice(0, TITLE_CHARS_MAX)
      .join('') || 'unnamed error'
  );
}

function computedTitle(body: Telling['body']): string {
  switch (body.kind) {
    case 'exception': {
      const [first] = body.chain;
      return [first?.type, first?.message].filter(Boolean).join(': ');
    }
    case 'message':
      return body.text;
    case 'crash_report':
      return readCrashReport(body.raw)?.type || body.raw;
  }
}
