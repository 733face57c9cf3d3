import { TELEMETRY_KINDS, type TelemetryView } from '../contract/index.ts';
import { entriesOf, type JsonRecord, listOf, numberOf, recordOf, textOf } from './payload-reader.ts';

/** What happened before the failure, oldest first. Source of the shapes: rollbar.js 3 src/telemetry.js. */
export function payloadTelemetry(data: JsonRecord): TelemetryView[] {
  return listOf(recordOf(data.body).telemetry).map((event) => telemetryOf(recordOf(event)));
}

type Words = Pick<TelemetryView, 'title' | 'detail'> & {
  /** Keys of the body that the words already tell. */
  readonly told: readonly string[];
};

function telemetryOf(event: JsonRecord): TelemetryView {
  const kind = TELEMETRY_KINDS.find((known) => known === event.type) ?? 'other';
  const { title, detail, told } = wordsOf(kind, recordOf(event.body), textOf(event.type));
  return {
    timeMs: numberOf(event.timestamp_ms),
    kind,
    level: textOf(event.level),
    title,
    detail,
    more: entriesOf(event.body, { without: told }),
  };
}

function wordsOf(kind: TelemetryView['kind'], body: JsonRecord, type: string): Words {
  const at = (name: string) => textOf(body[name]);
  const joined = (...parts: string[]) => parts.filter((part) => part !== '').join(' ');
  switch (kind) {
    case 'network':
      return {
        title: joined(at('method'), at('url')),
        detail: [at('status_code'), at('subtype'), tookWords(body)].filter((part) => part !== '').join(', '),
        told: ['method', 'url', 'status_code', 'subtype', 'start_time_ms', 'end_time_ms'],
      };
    case 'dom':
      return {
        title: joined(at('subtype'), at('element')),
        detail: at('value'),
        told: ['subtype', 'element', 'value'],
      };
    case 'navigation':
      return at('to') === ''
        ? { title: at('subtype'), detail: at('start'), told: ['subtype', 'start'] }
        : { title: `${at('from')} → ${at('to')}`, detail: at('subtype'), told: ['from', 'to', 'subtype'] };
    case 'connectivity':
      return { title: at('subtype') || at('change'), detail: '', told: ['subtype', 'change'] };
    default:
      return { title: at('message') || type, detail: '', told: ['message'] };
  }
}

function tookWords(body: JsonRecord): string {
  const [start, end] = [numberOf(body.start_time_ms), numberOf(body.end_time_ms)];
  return start === null || end === null ? '' : `${Math.max(0, Math.round(end - start))} ms`;
}
