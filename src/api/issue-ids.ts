import { CombrayError } from '../model/errors.ts';
import type { IssueId, OccurrenceId } from '../model/ids.ts';

/** Ids in addresses: decimals below 2^53. */

export function readIssueId(text: string): IssueId {
  return readId(text, 'an issue') as IssueId;
}

export function readOccurrenceId(text: string): OccurrenceId {
  return readId(text, 'an occurrence') as OccurrenceId;
}

function readId(text: string, what: string): number {
  const id = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw new CombrayError('request-invalid', `the id of ${what} is a number`);
  return id;
}
