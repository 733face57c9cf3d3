export type { SqlQuery, SqlRow, SqlValue, StoreStats, TelemetryStore, WriteOutcome, WriteRequest } from './store.ts';
