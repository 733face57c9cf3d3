/**
 * An export request as both encodings tell it: what `protobuf-export.ts` and `json-export.ts` produce and the rows are made
 * of. Lists of resources, scopes and records are made while they are read, one at a time. All three signals have the same
 * containers; what is in them: here spans, `log-messages.ts`, `metric-messages.ts`.
 * Source: opentelemetry-proto v1.11.0, trace.proto, common.proto, resource.proto.
 */
export interface OtlpResourceGroup<OtlpRecord> {
  readonly resource: OtlpResource;
  readonly schemaUrl: string;
  readonly scopes: Iterable<OtlpScopeGroup<OtlpRecord>>;
}

export interface OtlpScopeGroup<OtlpRecord> {
  readonly scope: OtlpScope;
  readonly schemaUrl: string;
  readonly records: Iterable<OtlpRecord>;
}

/** What every record can be told of. */
export interface RecordMarks {
  isTooDeep: boolean;
  /** The record could not be read to its end; what was read before is there. */
  isMalformed: boolean;
}

/** null: no value is set. bigint: int64. number: double. */
export type OtlpValue = null | string | boolean | bigint | number | Uint8Array | OtlpArray | OtlpMap;
export type OtlpArray = OtlpValue[];
export interface OtlpMap {
  readonly entries: OtlpAttribute[];
}

export interface OtlpAttribute {
  readonly key: string;
  readonly value: OtlpValue;
}

export function isMap(value: OtlpValue): value is OtlpMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

export interface OtlpResource {
  attributes: OtlpAttribute[];
  droppedAttributesCount: number;
  entityRefs: OtlpEntityRef[];
  /** Some value is nested deeper than the limit; it reads as null. */
  isTooDeep: boolean;
}

export interface OtlpEntityRef {
  schemaUrl: string;
  type: string;
  idKeys: string[];
  descriptionKeys: string[];
}

export interface OtlpScope {
  name: string;
  version: string;
  attributes: OtlpAttribute[];
  droppedAttributesCount: number;
  isTooDeep: boolean;
}

export interface OtlpSpan extends RecordMarks {
  traceId: Uint8Array;
  spanId: Uint8Array;
  parentSpanId: Uint8Array;
  traceState: string;
  /** Bits 0 to 7 W3C trace flags; 0x100 and 0x200: parent known to be remote or not. */
  flags: number;
  name: string;
  kind: number;
  /** uint64. */
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: OtlpAttribute[];
  droppedAttributesCount: number;
  events: OtlpEvent[];
  droppedEventsCount: number;
  links: OtlpLink[];
  droppedLinksCount: number;
  statusMessage: string;
  statusCode: number;
}

export interface OtlpEvent {
  timeUnixNano: bigint;
  name: string;
  attributes: OtlpAttribute[];
  droppedAttributesCount: number;
}

export interface OtlpLink {
  traceId: Uint8Array;
  spanId: Uint8Array;
  traceState: string;
  attributes: OtlpAttribute[];
  droppedAttributesCount: number;
  flags: number;
}

export const NO_BYTES = new Uint8Array(0);

export const emptyResource = (): OtlpResource => ({
  attributes: [],
  droppedAttributesCount: 0,
  entityRefs: [],
  isTooDeep: false,
});

export const emptyEntityRef = (): OtlpEntityRef => ({ schemaUrl: '', type: '', idKeys: [], descriptionKeys: [] });

export const emptyScope = (): OtlpScope => ({
  name: '',
  version: '',
  attributes: [],
  droppedAttributesCount: 0,
  isTooDeep: false,
});

export const emptySpan = (): OtlpSpan => ({
  traceId: NO_BYTES,
  spanId: NO_BYTES,
  parentSpanId: NO_BYTES,
  traceState: '',
  flags: 0,
  name: '',
  kind: 0,
  startTimeUnixNano: 0n,
  endTimeUnixNano: 0n,
  attributes: [],
  droppedAttributesCount: 0,
  events: [],
  droppedEventsCount: 0,
  links: [],
  droppedLinksCount: 0,
  statusMessage: '',
  statusCode: 0,
  isTooDeep: false,
  isMalformed: false,
});

export const emptyEvent = (): OtlpEvent => ({ timeUnixNano: 0n, name: '', attributes: [], droppedAttributesCount: 0 });

export const emptyLink = (): OtlpLink => ({
  traceId: NO_BYTES,
  spanId: NO_BYTES,
  traceState: '',
  attributes: [],
  droppedAttributesCount: 0,
  flags: 0,
});
