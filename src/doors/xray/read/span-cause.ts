import { STATUS_ERROR } from '../../../model/event-batch.ts';
import type { WholeEvent, WholeSpan } from '../../../traces/index.ts';
import type { JsonObject } from '../json.ts';
import { present, textAttribute } from './attributes.ts';
import { DERIVED, derivedId } from './names.ts';
import { isCall } from './span-call.ts';
import { readStack, type StackPart } from './stack.ts';

/** The `cause` of a span that failed. Source: awsxrayexporter translator/cause.go. */
export function causeBlock(span: WholeSpan): JsonObject | undefined {
  const make = exceptionMaker(span);
  const exceptions = span.exceptions.flatMap((event) => exceptionsOf(event, make));
  if (exceptions.length === 0 && span.status === STATUS_ERROR && span.statusMessage !== '') {
    exceptions.push(make({ type: '', message: span.statusMessage, frames: [] }, false));
  }
  return exceptions.length === 0 ? undefined : { working_directory: '', exceptions };
}

type MakeException = (part: StackPart, hasCause: boolean) => JsonObject;

/** Ids count up from the span's: a cause is the next one. */
function exceptionMaker(span: WholeSpan): MakeException {
  let made = 0n;
  const idOf = (index: bigint) => derivedId(span.spanId, DERIVED.exception + 4n * index);
  return ({ type, message, frames }, hasCause) => {
    const id = idOf(made++);
    return {
      id,
      ...present({
        message: message === '' ? undefined : message,
        type: type === '' ? undefined : type,
        remote: isCall(span) ? true : undefined,
        cause: hasCause ? idOf(made) : undefined,
        stack: frames.length === 0 ? undefined : frames,
      }),
    };
  };
}

/** The exception of the event, then what caused it, then what caused that. */
function exceptionsOf({ attributes }: WholeEvent, make: MakeException): JsonObject[] {
  const type = textAttribute(attributes, 'exception.type') ?? '';
  const message = textAttribute(attributes, 'exception.message') ?? '';
  const parts = readStack(textAttribute(attributes, 'exception.stacktrace') ?? '');
  const [own, ...causes] = parts.length === 0 ? [{ type, message, frames: [] }] : parts;
  if (!own) return [];
  return [{ ...own, type, message }, ...causes].map((part, index, all) => make(part, index < all.length - 1));
}
