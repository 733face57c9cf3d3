import { createHash } from 'node:crypto';
import type { Telling } from '../../model/telling.ts';

export const FAILURE_BYTES = 16;

/**
 * What two tellings of one failure agree in: the last name of the exception's type, and its message. Rollbar's `ValueError` is
 * OpenTelemetry's `builtins.ValueError`; a class inside another is `Shop$CartError` to Java's clients of Rollbar and X-Ray
 * (`getName`), `Shop.CartError` to OpenTelemetry's (`getCanonicalName`), `Shop+CartError` in .NET.
 */
export function failureOf({ body }: Telling): Uint8Array {
  return createHash('sha256').update(failureText(body)).digest().subarray(0, FAILURE_BYTES);
}

function failureText(body: Telling['body']): string {
  switch (body.kind) {
    case 'exception': {
      const { type = '', message = '' } = body.chain[0] ?? {};
      return `e\0${lastName(type.trim())}\0${message.trim()}`;
    }
    case 'message':
      return `m\0${body.text}`;
    case 'crash_report':
      return `c\0${body.raw}`;
  }
}

/** What is behind the last mark that has something before and behind it. */
const lastName = (type: string): string => type.split(/(?<=.)[.$+](?=.)/s).at(-1) ?? '';
