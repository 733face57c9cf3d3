import { durationText } from './format-duration.ts';
import type { TracesView } from './trace-filter.ts';

const NS_PER_MS = 1e6;

/** What a list of traces asks of one of their requests, in words: `GET / of web, failed, 100 ms to 250 ms`. */
export function requestFilterText(view: TracesView): string {
  const duration = durationWords(view['request-min-ms'], view['request-below-ms']);
  const parts = [
    [view['request-name'], view['request-service'] === '' ? '' : `of ${view['request-service']}`]
      .filter((part) => part !== '')
      .join(' '),
    view['request-failed'] ? 'failed' : '',
    duration,
    view['request-health-checks'] === 'hidden' ? 'no health check' : '',
    view['request-counted'] === 'xray' ? 'told by X-Ray where OpenTelemetry tells too' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function durationWords(leastMs: number | undefined, belowMs: number | undefined): string {
  const words = (ms: number) => durationText(ms * NS_PER_MS);
  if (leastMs !== undefined && belowMs !== undefined) return `${words(leastMs)} to ${words(belowMs)}`;
  if (leastMs !== undefined) return `at least ${words(leastMs)}`;
  return belowMs === undefined ? '' : `under ${words(belowMs)}`;
}
