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
  readonly isPython: boolean;
}

export function segmentContext(segment: XRayDocument | undefined): SegmentContext {
  const own = segment?.spans[0];
  const body = own?.body ?? {};
  const service = own?.name ?? '';
  const sdk = objectOf(objectOf(body.aws).xray).sdk;
  const { runtime } = objectOf(body.service);
  const isPython = [sdk, runtime].some((text) => typeof text === 'string' && /python|pypy/i.test(text));
  return { service, dataset: datasetOfService(service), body, isPython };
}
