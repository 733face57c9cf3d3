import type { SpanDetail } from '../../../src/api/contract/index.ts';
import { STATUS_ERROR } from '../../../src/model/event-batch.ts';
import { exceptionsOf, type SpanException } from '../../lib/span-fields.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { LongText } from './long-text.tsx';

/** What went wrong in a span: its status, and the exceptions its events (or it itself) tell of. */
export function SpanFailure({ span }: { span: SpanDetail }) {
  const exceptions = exceptionsOf(span);
  // Most SDKs put the exception's message into the status too, behind its type: said once is enough.
  const isTold = exceptions.some(({ message }) => message !== '' && span.statusMessage.includes(message));
  return (
    <>
      {span.status === STATUS_ERROR && !isTold && (
        <div className="failure-note">
          <p className="failure-note__head">
            <Icon name="error" />
            Error
          </p>
          {span.statusMessage !== '' && (
            <p className="failure-note__message">
              <LongText text={span.statusMessage} />
            </p>
          )}
        </div>
      )}
      {exceptions.map((exception, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: exceptions have no identity but their place.
        <ExceptionNote key={index} exception={exception} />
      ))}
    </>
  );
}

export function ExceptionNote({ exception: { type, message, stack } }: { exception: SpanException }) {
  return (
    <div className="failure-note">
      <p className="failure-note__head">
        <Icon name="error" />
        <LongText text={type === '' ? 'Exception' : type} />
      </p>
      {message !== '' && (
        <p className="failure-note__message">
          <LongText text={message} />
        </p>
      )}
      {stack !== '' && (
        <div className="stack">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard. */}
          <pre className="stack__text" tabIndex={0}>
            <LongText text={stack} charsMax={20_000} />
          </pre>
          <div className="stack__copy">
            <CopyButton text={stack} what="stack trace" />
          </div>
        </div>
      )}
    </div>
  );
}
