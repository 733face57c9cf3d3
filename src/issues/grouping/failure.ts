import { createHash } from 'node:crypto';
import type { Telling } from '../../model/telling.ts';

export const FAILURE_BYTES = 16;

/**
 * What two tellings of one failure agree in: exception type (last dotted segment: Rollbar's `ValueError` is
 * OpenTelemetry's `builtins.ValueError`) and message.
 */
export function failureOf({ body }: Telling): Uint8Array {
  return createHash('sha256').update(failureText(body)).digest().subarray(0, FAILURE_BYTES);
}

function failureText(body: Telling['body']): string {
  switch (body.kind) {
    case 'exception': {
      const { type = '', message = '' } = body.chain[0] ?? {};
      return `e\0${type.trim().split('.').at(-1)}\0${message.trim()}`;
    }
    case 'message':
      return `m\0${body.text}`;
    case 'crash_report':
      return `c\0${body.raw}`;
  }
}
