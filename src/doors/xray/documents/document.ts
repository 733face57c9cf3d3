import { toWellFormed } from '../../../base/text.ts';
import { readEpochSeconds } from '../epoch.ts';
import { NO_ID, readId, readTraceId } from '../ids.ts';
import { isObject, type JsonObject, listOf, textOf } from '../json.ts';
import { type Refusal, type RefusalCode, refusal } from './refusal.ts';

/** A segment, or a subsegment that was sent on its own. */
export interface XRayDocument {
  readonly traceId: string;
  readonly id: string;
  readonly isSubsegment: boolean;
  /** Its end is still to come. */
  readonly isInProgress: boolean;
  /** Itself, then its embedded subsegments, parents before children; no id twice. */
  readonly spans: readonly [DocumentSpan, ...DocumentSpan[]];
  /** As it came. */
  readonly text: string;
}

/** A segment or subsegment as a span. */
export interface DocumentSpan {
  readonly id: string;
  /** All zero where there is none. */
  readonly parentId: string;
  readonly name: string;
  /** Epoch ns. */
  readonly startNs: bigint;
  /** Epoch ns, -1 where it has none. */
  readonly endNs: bigint;
  readonly body: JsonObject;
}

export type DocumentResult =
  | { readonly ok: true; readonly document: XRayDocument }
  | { readonly ok: false; readonly refusal: Refusal };

/** Source: X-Ray developer guide, "Segment documents": 64 kB. */
export const DOCUMENT_BYTES_MAX = 64 * 1024;
const NAME_CHARS_MAX = 200;
export const NO_END = -1n;

/**
 * Reads one document. What can be kept is kept: it is refused only where id, trace, name or start cannot be had, of itself or
 * of a subsegment inside it. The original refuses more (a name with `?`, no end): the first complaint of its users.
 */
export function readDocument(text: string): DocumentResult {
  if (Buffer.byteLength(text) > DOCUMENT_BYTES_MAX) {
    return refused(undefined, 'InvalidSegment', `the document is larger than ${DOCUMENT_BYTES_MAX} bytes`);
  }
  const body = parse(text);
  if (body === undefined) return refused(undefined, 'ParseError', 'the document is not JSON');
  if (!isObject(body)) return refused(undefined, 'MissingId');
  const own = readSpan(body, readId(body.parent_id) ?? NO_ID);
  if (!own.ok) return refused(own.id, own.code, own.cause);
  const traceId = readTraceId(body.trace_id);
  if (traceId === undefined)
    return refused(own.span.id, 'InvalidTraceId', 'it must be like 1-5759e988-bd862e3fe1be46a994272793');
  const embedded = readEmbedded(own.span);
  if (!embedded.ok) {
    const { code, cause } = embedded;
    // With the id of the segment: the original names no other.
    return { ok: false, refusal: refusal(own.span.id, code, { what: 'subsegment', ...(cause && { cause }) }) };
  }
  const isInProgress = body.in_progress === true || own.span.endNs === NO_END;
  const isSubsegment = body.type === 'subsegment';
  return {
    ok: true,
    document: { traceId, id: own.span.id, isSubsegment, isInProgress, spans: [own.span, ...embedded.spans], text },
  };
}

function refused(id: string | undefined, code: RefusalCode, cause?: string): DocumentResult {
  return { ok: false, refusal: refusal(id, code, cause === undefined ? {} : { cause }) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Bad data is a value: the caller refuses the document by name.
    return undefined;
  }
}

type SpanResult =
  | { readonly ok: true; readonly span: DocumentSpan }
  | { readonly ok: false; readonly id: string | undefined; readonly code: RefusalCode; readonly cause?: string };

function readSpan(body: JsonObject, parentId: string): SpanResult {
  if (body.id === undefined || body.id === null) return { ok: false, id: undefined, code: 'MissingId' };
  const id = readId(body.id);
  if (id === undefined)
    return { ok: false, id: undefined, code: 'InvalidId', cause: 'it must be 16 hexadecimal digits' };
  if (body.name === undefined || body.name === null) return { ok: false, id, code: 'MissingName' };
  const name = textOf(body.name);
  if (name === undefined) return { ok: false, id, code: 'InvalidName', cause: 'it must be a text that is not empty' };
  if (body.start_time === undefined || body.start_time === null) return { ok: false, id, code: 'MissingStartTime' };
  const startNs = readEpochSeconds(body.start_time);
  if (startNs === undefined) return { ok: false, id, code: 'InvalidStartTime', cause: 'it must be epoch seconds' };
  const endNs = readEpochSeconds(body.end_time) ?? NO_END;
  return { ok: true, span: { id, parentId, name: cutName(name), startNs, endNs, body } };
}

function cutName(name: string): string {
  const chars = name.length > NAME_CHARS_MAX ? Array.from(name).slice(0, NAME_CHARS_MAX).join('') : name;
  return toWellFormed(chars);
}

type EmbeddedResult =
  | { readonly ok: true; readonly spans: readonly DocumentSpan[] }
  | { readonly ok: false; readonly code: RefusalCode; readonly cause?: string };

/** Without recursion: a document of 64 kB nests a thousand levels. Of two with one id the first counts. */
function readEmbedded(own: DocumentSpan): EmbeddedResult {
  const known = new Set([own.id]);
  const spans: DocumentSpan[] = [];
  const waiting: DocumentSpan[] = [own];
  for (let parent = waiting.pop(); parent; parent = waiting.pop()) {
    const children: DocumentSpan[] = [];
    for (const body of listOf(parent.body.subsegments)) {
      const result: SpanResult = isObject(body)
        ? readSpan(body, parent.id)
        : { ok: false, id: undefined, code: 'MissingId' };
      if (!result.ok) return result;
      if (known.has(result.span.id)) continue;
      known.add(result.span.id);
      children.push(result.span);
    }
    spans.push(...children);
    waiting.push(...children.reverse());
  }
  return { ok: true, spans };
}
