import { GROUP_OPERATIONS } from './group-operations.ts';
import { INGEST_OPERATIONS } from './ingest-operations.ts';
import type { XRayOperation } from './operation.ts';
import { READ_OPERATIONS } from './read/index.ts';
import { SAMPLING_OPERATIONS } from './sampling-operations.ts';

/** What is built. Every other operation of `API_PATHS` is answered by UnknownOperationException. */
export const OPERATIONS: readonly XRayOperation[] = [
  ...INGEST_OPERATIONS,
  ...SAMPLING_OPERATIONS,
  ...GROUP_OPERATIONS,
  ...READ_OPERATIONS,
];
