/** One stored span, as far as the waterfall needs it. Ids are lower-case hex; '' means absent. */
export interface SpanRow {
  readonly spanId: string;
  readonly parentId: string;
  readonly name: string;
  readonly service: string;
  /** Index into SPAN_KINDS. */
  readonly kind: number;
  /** Epoch ns. */
  readonly startNs: bigint;
  readonly durationNs: bigint;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
}

/** Index into SPAN_KINDS of the kind within a service, of the one that serves a request, and of the one that takes a message. */
export const KIND_INTERNAL = 1;
export const KIND_SERVER = 2;
export const KIND_CONSUMER = 5;
