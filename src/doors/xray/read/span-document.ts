import { STATUS_ERROR } from '../../../model/event-batch.ts';
import type { WholeSpan } from '../../../traces/index.ts';
import { isObject, type JsonObject } from '../json.ts';
import { present, textAttribute } from './attributes.ts';
import { cleanName, DERIVED, derivedId, printTraceId, secondsOf } from './names.ts';
import { serviceNameOf } from './service-of-node.ts';
import { awsBlock, hostBlock, originOf, sqlBlock } from './span-aws.ts';
import { callTarget, isCall, isEntry } from './span-call.ts';
import { causeBlock } from './span-cause.ts';
import { httpBlock, httpStatusOf } from './span-http.ts';

const ANNOTATED = 'aws.xray.annotations';
const METADATA = 'aws.xray.metadata.';
/** The namespace that attributes are in which name none. */
const DEFAULT = 'default';

/**
 * A span as the document that X-Ray's exporter would send: a segment where it entered its service, else a subsegment on its
 * own. A call with which a trace or a service begins is both, a subsegment in a segment that has an id of ours.
 * Source: OpenTelemetry collector contrib 0.130, exporter/awsxrayexporter.
 */
export function documentOfSpan(span: WholeSpan): JsonObject {
  if (!isEntry(span)) return subsegment(span);
  if (!isCall(span)) return segment(span, spanBody(span));
  const { trace_id, type, parent_id, links, ...call } = subsegment(span);
  const { start_time, end_time, error, fault, throttle, http } = call;
  const own = { id: derivedId(span.spanId, DERIVED.service), start_time, end_time, error, fault, throttle };
  // What a consumer was handed caused all it did; what a call links to is of the call.
  const [ofService, ofCall] = span.kind === 'consumer' ? [links, undefined] : [undefined, links];
  const subsegments = [{ ...call, ...present({ links: ofCall }) }];
  return segment(span, { ...own, ...present({ http, aws: hostBlock(span), links: ofService }), subsegments });
}

function segment(span: WholeSpan, body: JsonObject): JsonObject {
  return {
    name: serviceNameOf(span),
    trace_id: printTraceId(span.traceId),
    ...parentOf(span),
    ...body,
    ...present({
      origin: originOf(span.attributes),
      service: present({ version: textAttribute(span.attributes, 'service.version') }),
      user: textAttribute(span.attributes, 'enduser.id', 'user.id'),
    }),
  };
}

function subsegment(span: WholeSpan): JsonObject {
  const target = isCall(span) ? callTarget(span) : undefined;
  return {
    name: cleanName(target?.name ?? span.name),
    trace_id: printTraceId(span.traceId),
    type: 'subsegment',
    ...parentOf(span),
    ...spanBody(span),
    ...present({ namespace: target?.namespace, sql: sqlBlock(span) }),
  };
}

const parentOf = ({ parentId }: WholeSpan): JsonObject => (parentId === '' ? {} : { parent_id: parentId });

/** What segments and subsegments have alike. */
function spanBody(span: WholeSpan): JsonObject {
  const { annotations, metadata } = describe(span);
  return {
    id: span.spanId,
    start_time: secondsOf(span.startNs),
    end_time: secondsOf(span.startNs + span.durationNs),
    ...flagsOf(span),
    ...present({ http: httpBlock(span), aws: awsBlock(span), cause: causeBlock(span) }),
    ...present({ annotations, metadata, links: linksOf(span) }),
  };
}

/** Always written, all three. A status that is no HTTP status is a fault. */
function flagsOf({ attributes, status }: WholeSpan): JsonObject {
  const http = httpStatusOf(attributes) ?? 0;
  return {
    error: http >= 400 && http < 500,
    fault: http >= 500 || (http < 400 && status === STATUS_ERROR),
    throttle: http === 429,
  };
}

/** Attributes that the sender named are annotations; the rest is metadata, whether of the span or of its resource. */
function describe({ attributes }: WholeSpan): {
  annotations: JsonObject | undefined;
  metadata: JsonObject | undefined;
} {
  const listed = attributes.get(ANNOTATED);
  const wanted = new Set(Array.isArray(listed) ? listed : []);
  const annotations: [string, unknown][] = [];
  const plain: [string, unknown][] = [];
  const namespaces: [string, unknown][] = [];
  for (const [name, value] of attributes) {
    if (name === ANNOTATED) continue;
    if (wanted.has(name) && isScalar(value)) annotations.push([name.replace(/[^A-Za-z0-9_.]/g, '_'), value]);
    else if (name === `${METADATA}${DEFAULT}`) plain.push(...membersOf(name, parsed(value)));
    else if (name.startsWith(METADATA)) namespaces.push([name.slice(METADATA.length), parsed(value)]);
    else plain.push([name, value]);
  }
  return {
    annotations: annotations.length === 0 ? undefined : Object.fromEntries(annotations),
    metadata: present({
      [DEFAULT]: plain.length === 0 ? undefined : Object.fromEntries(plain),
      ...Object.fromEntries(namespaces),
    }),
  };
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);

/** What is no map stays one attribute. */
const membersOf = (name: string, value: unknown): [string, unknown][] =>
  isObject(value) ? Object.entries(value) : [[name, value]];

/** JSON inside a text, or the text. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    // Any sender may write such an attribute: what is no JSON is kept as it is.
    return value;
  }
}

function linksOf({ links }: WholeSpan): JsonObject[] | undefined {
  if (links.length === 0) return undefined;
  return links.map(({ traceId, spanId, attributes }) => ({
    trace_id: printTraceId(traceId.padStart(32, '0')),
    id: spanId,
    ...present({ attributes: attributes.size === 0 ? undefined : Object.fromEntries(attributes) }),
  }));
}
