import { describe, expect, it } from 'vitest';
import { findTraceId } from './trace-id.ts';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('a pasted trace id', () => {
  it.each([
    [ID, ID],
    [` ${ID.toUpperCase()}\n`, ID],
    ['a3ce929d0e0e4736', 'a3ce929d0e0e4736'],
    [`00-${ID}-00f067aa0ba902b7-01`, ID],
    [`traceparent: 00-${ID}-00f067aa0ba902b7-01`, ID],
    ['1-5759e988-bd862e3fe1be46a994272793', '5759e988bd862e3fe1be46a994272793'],
    ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1', '5759e988bd862e3fe1be46a994272793'],
  ])('%j is found', (text, expected) => {
    expect(findTraceId(text)).toBe(expected);
  });

  it.each(['', 'traces', 'deadbeef', `${ID}0`, '0'.repeat(32), 'g'.repeat(32), `00-${ID}-00f0-01`])(
    '%j is none',
    (text) => {
      expect(findTraceId(text)).toBeUndefined();
    },
  );
});
