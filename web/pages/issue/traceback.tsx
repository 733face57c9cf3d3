import './traceback.css';
import { useMemo, useState } from 'react';
import type { ExceptionView, OccurrenceResponse } from '../../../src/api/contract/index.ts';
import { useChoicePreference } from '../../data/preferences.ts';
import { FRAME_ORDERS, type FrameOrder, frameRuns, tracebackText, usualOrder } from '../../lib/frame-runs.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { LongText } from '../../ui/long-text.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { EntryList } from './entry-list.tsx';
import { LibraryRun, OwnFrame } from './frame.tsx';

/** A recursion may have ten thousand. */
const RUNS_AT_ONCE = 60;
const EXCEPTIONS_AT_ONCE = 10;
const ORDERS = ['usual', ...FRAME_ORDERS] as const;
const ORDER_CHOICES = [
  { id: 'newest-first', words: 'Newest call first' },
  { id: 'newest-last', words: 'Newest call last' },
] as const;

/** What failed and where: exceptions with their frames, a message, or a crash report. */
export function Traceback({ occurrence }: { occurrence: OccurrenceResponse }) {
  const { body, language } = occurrence;
  if (body.kind === 'message') {
    return (
      <div className="traceback">
        <p className="exception__message mono">
          <LongText text={body.text} charsMax={4_000} />
        </p>
        {body.more.length > 0 && <EntryList entries={body.more} label="Told with the message" />}
      </div>
    );
  }
  if (body.kind === 'crash_report') return <Raw text={body.raw} what="crash report" />;
  return <Chain chain={body.chain} language={language} />;
}

function Chain({ chain, language }: { chain: readonly ExceptionView[]; language: string }) {
  const [preferred, prefer] = useChoicePreference('frames.order', ORDERS, 'usual');
  const [shownCount, setShownCount] = useState(EXCEPTIONS_AT_ONCE);
  const text = useMemo(() => tracebackText(chain), [chain]);
  const order = preferred === 'usual' ? usualOrder(language) : preferred;
  const hasFrames = chain.some(({ frames }) => frames.length > 0);
  return (
    <div className="traceback">
      <div className="traceback__tools">
        {hasFrames && (
          <Segmented<FrameOrder> label="Order of the frames" choices={ORDER_CHOICES} chosen={order} onChoose={prefer} />
        )}
        <CopyButton text={text} what="traceback" words="Copy traceback" />
      </div>
      {chain.slice(0, shownCount).map((exception, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an exception is its place in the chain.
        <Exception key={index} exception={exception} isCause={index > 0} order={order} />
      ))}
      {chain.length > shownCount && (
        <Button size="small" onPress={() => setShownCount(shownCount + EXCEPTIONS_AT_ONCE)}>
          {`${chain.length - shownCount} more causes`}
        </Button>
      )}
    </div>
  );
}

interface ExceptionProps {
  readonly exception: ExceptionView;
  readonly isCause: boolean;
  readonly order: FrameOrder;
}

function Exception({ exception, isCause, order }: ExceptionProps) {
  const [shownCount, setShownCount] = useState(RUNS_AT_ONCE);
  const { type, message, stack, frames } = exception;
  const runs = frameRuns(frames, order);
  return (
    <section className="exception">
      <div className="exception__head">
        {isCause && <p className="exception__cause">Caused by</p>}
        <h2 className="exception__type">
          <LongText text={type === '' ? 'Exception' : type} />
        </h2>
        {message !== '' && (
          <p className="exception__message mono">
            <LongText text={message} charsMax={2_000} />
          </p>
        )}
      </div>
      {runs.length > 0 && (
        <ol className="frames">
          {runs.slice(0, shownCount).map(({ isOwn, frames: inRun, first }) => (
            <li key={first} className="frames__entry">
              {isOwn && inRun[0] ? <OwnFrame frame={inRun[0]} /> : <LibraryRun frames={inRun} />}
            </li>
          ))}
        </ol>
      )}
      {runs.length > shownCount && (
        <Button size="small" onPress={() => setShownCount(shownCount + RUNS_AT_ONCE)}>
          {`${runs.length - shownCount} more`}
        </Button>
      )}
      {stack !== '' && <Raw text={stack} what="stack trace" />}
      {frames.length === 0 && stack === '' && <p className="quiet">No stack trace was sent with it.</p>}
    </section>
  );
}

function Raw({ text, what }: { text: string; what: string }) {
  return (
    <div className="raw">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard. */}
      <pre className="raw__text" tabIndex={0}>
        <LongText text={text} charsMax={20_000} />
      </pre>
      <div className="raw__copy">
        <CopyButton text={text} what={what} />
      </div>
    </div>
  );
}
