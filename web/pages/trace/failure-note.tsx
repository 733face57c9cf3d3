import { useMemo, useState } from 'react';
import type { SpanDetail } from '../../../src/api/contract/index.ts';
import { STATUS_ERROR } from '../../../src/model/event-batch.ts';
import { exceptionsOf, type ToldException } from '../../lib/span-exceptions.ts';
import type { SpanException } from '../../lib/span-fields.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { LongText } from '../../ui/long-text.tsx';

/** A span in a loop of retries may hold thousands. */
const EXCEPTIONS_AT_ONCE = 20;

/** What went wrong in a span: its status, and the exceptions its events, its log records or it itself tell of. */
export function SpanFailure({ span }: { span: SpanDetail }) {
  const exceptions = useMemo(() => exceptionsOf(span), [span]);
  const [shownCount, setShownCount] = useState(EXCEPTIONS_AT_ONCE);
  // Most SDKs put the exception's message into the status too, behind its type, or nothing: said once is enough.
  const isTold =
    exceptions.length > 0 &&
    (span.statusMessage === '' ||
      exceptions.some(({ message }) => message !== '' && span.statusMessage.includes(message)));
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
      {exceptions.slice(0, shownCount).map((exception, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: exceptions have no identity but their place.
        <ExceptionNote key={index} exception={exception} sources={exception.sources} />
      ))}
      {exceptions.length > shownCount && (
        <Button size="small" onPress={() => setShownCount(shownCount + EXCEPTIONS_AT_ONCE)}>
          {`${exceptions.length - shownCount} more exceptions`}
        </Button>
      )}
    </>
  );
}

interface ExceptionNoteProps {
  readonly exception: SpanException;
  /** Said where there is more than one. */
  readonly sources?: ToldException['sources'];
}

export function ExceptionNote({ exception: { type, message, stack }, sources = [] }: ExceptionNoteProps) {
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
      {sources.length > 1 && <p className="quiet">Told once as {sources.join(' and once as ')}.</p>}
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
