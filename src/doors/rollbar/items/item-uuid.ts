import { createHash } from 'node:crypto';
import type { ProjectId } from '../../../model/ids.ts';

const IDENTITY_BYTES = 16;

/** As uuids are compared and looked up: a client's may have dashes and capitals, and is the same one without. */
export const plainUuid = (uuid: string): string => uuid.replaceAll('-', '').toLowerCase();

/** Names what a client told by this uuid. */
export function identityOfItem(projectId: ProjectId, uuid: string): Uint8Array {
  const hash = createHash('sha256')
    .update(`rollbar\0${projectId}\0${plainUuid(uuid)}`)
    .digest();
  return Uint8Array.from(hash.subarray(0, IDENTITY_BYTES));
}
