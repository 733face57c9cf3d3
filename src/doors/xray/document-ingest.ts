import type { EnvironmentId } from '../../model/ids.ts';
import type { Refusal } from './refusal.ts';

/** The way of documents into the store, from every port. */
export interface DocumentIngest {
  /** Resolves when every good document is on disk, with the refused ones in the order of the request. */
  put(environment: EnvironmentId, documents: readonly string[]): Promise<readonly Refusal[]>;
}
