import { describe, expect, it } from 'vitest';
import type { SpanDetail } from '../../src/api/contract/index.ts';
import { exceptionsOf } from './span-exceptions.ts';

const field = (name: string, text: string) => ({ name, type: 'string' as const, text });
const exception = (type: string, message: string, stack = '') => [
  field('exception.message', message),
  field('exception.type', type),
  ...(stack === '' ? [] : [field('exception.stacktrace', stack)]),
];
const event = (atMs: number, ...told: Parameters<typeof exception>) => ({
  ...{ name: 'exception', timeNs: '1', sinceStartMs: atMs },
  fields: exception(...told),
});
const log = (atMs: number, ...told: Parameters<typeof exception>) => ({
  ...{ key: 'ab', timeNs: '1', sinceStartMs: atMs },
  fields: exception(...told),
});

type Tellings = Pick<SpanDetail, 'fields' | 'events' | 'exceptionLogs'>;
const told = (tellings: Partial<Tellings>) =>
  exceptionsOf({ fields: [], events: [], exceptionLogs: [], ...tellings } as unknown as SpanDetail).map(
    ({ type, sources }) => `${type}: ${sources.join(' + ')}`,
  );

describe('the exceptions of a span', () => {
  it('are told once when the span holds a copy of the first', () => {
    const events = [event(0, 'E', 'no'), event(0, 'F', 'why')];
    expect(told({ fields: exception('E', 'no'), events })).toEqual(['E: span event', 'F: span event']);
  });

  it("include the span's own when no event or log record tells of it", () => {
    expect(told({ fields: exception('G', 'own'), events: [event(0, 'E', 'no')] })).toEqual([
      'G: span',
      'E: span event',
    ]);
    expect(told({ fields: exception('G', 'own'), exceptionLogs: [log(0, 'G', 'own')] })).toEqual(['G: log record']);
    expect(told({})).toEqual([]);
  });

  it('are told once when an event and a log record tell of the same, under a full or a short name', () => {
    const both = { events: [event(5, 'java.lang.E', 'no')], exceptionLogs: [log(7, 'E', 'no', 'at line 1')] };
    expect(told(both)).toEqual(['java.lang.E: span event + log record']);
    const [only] = exceptionsOf({ fields: [], ...both } as unknown as SpanDetail);
    expect(only?.stack).toBe('at line 1');
  });

  it('are two where message or time differ', () => {
    const events = [event(0, 'E', 'no')];
    expect(told({ events, exceptionLogs: [log(0, 'E', 'nope')] })).toHaveLength(2);
    expect(told({ events, exceptionLogs: [log(1_000, 'E', 'no')] })).toHaveLength(1);
    expect(told({ events, exceptionLogs: [log(1_001, 'E', 'no')] })).toHaveLength(2);
    expect(told({ events: [event(5_000, 'E', 'no')], exceptionLogs: [log(0, 'E', 'no')] })).toHaveLength(2);
  });

  it('are joined one to one: as many raises as the richer shape tells of', () => {
    const times = [0, 100, 200];
    expect(
      told({
        events: times.map((at) => event(at, 'E', 'no')),
        exceptionLogs: [...times, 300].map((at) => log(at + 1, 'E', 'no')),
      }),
    ).toEqual([...new Array(3).fill('E: span event + log record'), 'E: log record']);
  });
});
