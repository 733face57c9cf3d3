import { benchErrors } from './errors.ts';
import { benchIngest } from './ingest.ts';
import { benchIssues } from './issues.ts';
import { benchQueries } from './queries.ts';
import { benchSegments } from './segments.ts';
import { benchTraceScroll } from './trace-scroll.ts';
import { benchVisible } from './visible.ts';

/** `npm run bench [name ...]`: all of them, or those named. Needs a build. */
const BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  ingest: benchIngest,
  queries: benchQueries,
  visible: benchVisible,
  'trace-scroll': benchTraceScroll,
  errors: benchErrors,
  issues: benchIssues,
  segments: benchSegments,
};

const names = process.argv.slice(2);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (names.length === 0 || names.includes(name)) await bench();
}
