import { expect, it } from 'vitest';
import type { DocumentRow } from './document-rows-repo.ts';
import { type StoredSpan, withDocuments } from './document-spans.ts';

const idOf = (number: number) => number.toString(16).padStart(16, '0');

/** A subsegment that waits where it has a parent, else a segment. */
const documentOf = (id: number, parent?: number): DocumentRow => ({
  segmentId: idOf(id),
  parentId: parent === undefined ? '' : idOf(parent),
  isSubsegment: parent !== undefined,
  isInProgress: true,
  name: `document ${id}`,
  startNs: 1n,
  endNs: -1n,
});

const written: StoredSpan = {
  spanId: idOf(9),
  parentId: '',
  name: 'GET /',
  service: 'backend',
  kind: 2,
  startNs: 1n,
  durationNs: 1n,
  status: 0,
  isDocument: true,
};

const servicesOf = (documents: readonly DocumentRow[], stored: readonly StoredSpan[] = []) =>
  withDocuments(stored, documents)
    .rows.slice(stored.length)
    .map(({ service }) => service);

it('a document that waits is of the service its parents lead to, written or waiting', () => {
  const ofSegment = [documentOf(1), documentOf(2, 1), documentOf(3, 2)];
  const ofWritten = [documentOf(4, 9), documentOf(5, 4)];
  expect(servicesOf([...ofSegment, ...ofWritten], [written])).toEqual([
    'document 1',
    'document 1',
    'document 1',
    'backend',
    'backend',
  ]);
});

it('it is of none where they lead nowhere, or in a circle', () => {
  expect(servicesOf([documentOf(1, 2), documentOf(2, 3), documentOf(3, 2), documentOf(4, 7)])).toEqual([
    '',
    '',
    '',
    '',
  ]);
});

/** With the square of this many the test would run out of time. */
const MANY = 20_000;

it('a chain of as many as somebody cares to send is followed once', () => {
  const chain = Array.from({ length: MANY }, (_, index) => documentOf(index + 1, index + 2));
  expect(new Set(servicesOf([...chain, documentOf(MANY + 1)]))).toEqual(new Set([`document ${MANY + 1}`]));
});
