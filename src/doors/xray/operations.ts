import { GROUP_OPERATIONS } from './operations/group-operations.ts';
import { INGEST_OPERATIONS } from './operations/ingest-operations.ts';
import type { XRayOperation } from './operations/operation.ts';
import { SAMPLING_OPERATIONS } from './operations/sampling-operations.ts';
import { READ_OPERATIONS } from './read/index.ts';

/** What is built. Every other operation of `API_PATHS` is answered by UnknownOperationException. */
export const OPERATIONS: readonly XRayOperation[] = [
  ...INGEST_OPERATIONS,
  ...SAMPLING_OPERATIONS,
  ...GROUP_OPERATIONS,
  ...READ_OPERATIONS,
];
