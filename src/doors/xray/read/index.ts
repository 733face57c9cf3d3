import { GRAPH_OPERATIONS } from './graph-operations.ts';
import { TRACE_OPERATIONS } from './trace-operations.ts';

/** What gives traces and their map back, whether documents or spans of other sources made them. */
export const READ_OPERATIONS = [...TRACE_OPERATIONS, ...GRAPH_OPERATIONS];
