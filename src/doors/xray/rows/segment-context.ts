import { datasetOfService } from '../../../model/dataset.ts';
import type { XRayDocument } from '../documents/document.ts';
import { type JsonObject, objectOf } from '../json.ts';

/** What a segment says for itself and for all its subsegments. */
export interface SegmentContext {
  /** Its name; '' while the segment is not known. */
  readonly service: string;
  readonly dataset: string;
  /** The segment itself. */
  readonly body: JsonObject;
  readonly language: Language;
}

/** Those whose exceptions are told in a way of their own. */
export type Language = 'python' | 'ruby' | 'other';

export function segmentContext(segment: XRayDocument | undefined): SegmentContext {
  const own = segment?.spans[0];
  const body = own?.body ?? {};
  const service = own?.name ?? '';
  const sdk = objectOf(objectOf(body.aws).xray).sdk;
  const { runtime } = objectOf(body.service);
  return { service, dataset: datasetOfService(service), body, language: languageOf([sdk, runtime]) };
}

function languageOf(told: readonly unknown[]): Language {
  const says = (pattern: RegExp) => told.some((text) => typeof text === 'string' && pattern.test(text));
  return says(/python|pypy/i) ? 'python' : says(/ruby/i) ? 'ruby' : 'other';
}
