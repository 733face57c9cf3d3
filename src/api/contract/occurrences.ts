import { z } from 'zod';
import { LEVELS, TELLERS } from '../../model/telling.ts';

/** Epoch milliseconds; what senders give may have a fraction. */
const timeMs = z.number();
/** As sent, cut in depth and length where it is drawn; all of it is in the payload. */
const entry = z.object({ name: z.string(), value: z.json() });
export type Entry = z.infer<typeof entry>;

export const frameView = z.object({
  filename: z.string(),
  /** '' where the sender does not say. */
  method: z.string(),
  /** 1-based. */
  line: z.number().nullable(),
  column: z.number().nullable(),
  /** Source lines around the call; `code` is the one itself. */
  before: z.array(z.string()),
  code: z.string().nullable(),
  after: z.array(z.string()),
  locals: z.array(entry),
  /** Of the application rather than of what it is built on. */
  isOwn: z.boolean(),
});
export type FrameView = z.infer<typeof frameView>;

export const exceptionView = z.object({
  type: z.string(),
  message: z.string(),
  /** Outermost first, the most recent call last. */
  frames: z.array(frameView),
  /** A stack trace in which no frame was recognised, as sent; '' otherwise. */
  stack: z.string(),
});
export type ExceptionView = z.infer<typeof exceptionView>;

export const TELEMETRY_KINDS = [
  'log',
  'network',
  'dom',
  'navigation',
  'error',
  'manual',
  'connectivity',
  'server',
  'other',
] as const;
/** Something that happened in the sender before the failure. */
export const telemetryView = z.object({
  timeMs: timeMs.nullable(),
  kind: z.enum(TELEMETRY_KINDS),
  level: z.string(),
  /** One line: what was logged, asked, clicked. */
  title: z.string(),
  /** What came of it: `404`, `xhr, 12 ms`. */
  detail: z.string(),
  more: z.array(entry),
});
export type TelemetryView = z.infer<typeof telemetryView>;

const entryGroup = z.object({ title: z.string(), entries: z.array(entry) });
export type EntryGroup = z.infer<typeof entryGroup>;

/** One sender's word on a failure. */
export const tellingView = z.object({
  occurrenceId: z.number(),
  teller: z.enum(TELLERS),
  timeMs,
  /** '' where it names none. */
  traceId: z.string(),
  spanId: z.string(),
});
export type TellingView = z.infer<typeof tellingView>;

/** `GET /api/ui/environments/:environment/issues/:issueId/occurrences/:occurrenceId`; `latest` stands for the newest one. */
export const occurrenceResponse = z.object({
  occurrenceId: z.number(),
  issueId: z.number(),
  /** Of the same issue, by arrival; null at the ends. */
  previousId: z.number().nullable(),
  nextId: z.number().nullable(),
  timeMs,
  receivedMs: timeMs,
  level: z.enum(LEVELS),
  title: z.string(),
  deploymentEnvironment: z.string(),
  service: z.string(),
  host: z.string(),
  url: z.string(),
  context: z.string(),
  framework: z.string(),
  platform: z.string(),
  language: z.string(),
  codeVersion: z.string(),
  notifier: z.string(),
  uuid: z.string(),
  /** The richest telling first: it is the one that is shown. */
  tellings: z.array(tellingView).min(1),
  body: z.discriminatedUnion('kind', [
    /** The exception that was caught, then its causes. */
    z.object({ kind: z.literal('exception'), chain: z.array(exceptionView) }),
    z.object({ kind: z.literal('message'), text: z.string(), more: z.array(entry) }),
    z.object({ kind: z.literal('crash_report'), raw: z.string() }),
  ]),
  /** Whether the sender tells of itself: it could not send what it had. */
  isFailsafe: z.boolean(),
  telemetry: z.array(telemetryView),
  /** Headers, parameters, body: what the failing request was. */
  request: z.array(entryGroup),
  person: z.array(entry),
  custom: z.array(entry),
  /** Of the server or client that failed; attributes of a span event or log record. */
  about: z.array(entryGroup),
  hasPayload: z.boolean(),
});
export type OccurrenceResponse = z.infer<typeof occurrenceResponse>;

/** `GET .../issues/:issueId/occurrences/:occurrenceId/payload`: JSON text as it was sent, scrubbed. 404 where there is none. */
export const payloadResponse = z.object({ payload: z.string() });
export type PayloadResponse = z.infer<typeof payloadResponse>;
