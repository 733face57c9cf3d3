import { type ReactNode, useState } from 'react';
import type { FrameView } from '../../../src/api/contract/index.ts';
import { cutMiddle } from '../../lib/cut.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { shownText } from '../../lib/shown-text.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EntryList } from './entry-list.tsx';

const PLACE_CHARS_MAX = 160;
const FRAMES_AT_ONCE = 100;

const placeText = (text: string) => shownText(cutMiddle(text, PLACE_CHARS_MAX));

/** A frame of the application: open at first. */
export function OwnFrame({ frame }: { frame: FrameView }) {
  return <Frame frame={frame} isOpenAtFirst />;
}

/** Neighbouring frames of what the application is built on: one line until it is pressed. */
export function LibraryRun({ frames }: { frames: readonly FrameView[] }) {
  const [isOpen, setOpen] = useState(false);
  const [shownCount, setShownCount] = useState(FRAMES_AT_ONCE);
  const [only] = frames;
  if (frames.length === 1 && only) return <Frame frame={only} isOpenAtFirst={false} />;
  return (
    <div>
      <Toggle isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
        <span className="stack-frame__run">{formatCounted(frames.length, 'library frame')}</span>
        <span className="stack-frame__place quiet mono">{isOpen ? '' : librariesOf(frames)}</span>
      </Toggle>
      {isOpen && (
        <ol className="frames__inner">
          {frames.slice(0, shownCount).map((frame, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a frame is its place.
            <li key={index}>
              <Frame frame={frame} isOpenAtFirst={false} />
            </li>
          ))}
        </ol>
      )}
      {isOpen && frames.length > shownCount && (
        <Button size="small" onPress={() => setShownCount(shownCount + FRAMES_AT_ONCE)}>
          {`${frames.length - shownCount} more frames`}
        </Button>
      )}
    </div>
  );
}

/** What a folded run is of, as far as a line says it: the last parts of a few of its paths. */
function librariesOf(frames: readonly FrameView[]): string {
  const names = new Set(frames.map(({ filename }) => filename.split(/[\\/]/).slice(-2).join('/')));
  return cutMiddle([...names].slice(0, 4).join(', '), PLACE_CHARS_MAX);
}

function Frame({ frame, isOpenAtFirst }: { frame: FrameView; isOpenAtFirst: boolean }) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const { filename, method, line, code, locals } = frame;
  const hasBody = code !== null || frame.before.length > 0 || locals.length > 0;
  const words = (
    <>
      <span className="stack-frame__place" title={shownText(filename.slice(0, 1_000))}>
        <bdi className="mono">{placeText(filename === '' ? '(no file)' : filename)}</bdi>
        {method !== '' && (
          <>
            <span className="quiet"> in </span>
            <bdi className="mono">{placeText(method)}</bdi>
          </>
        )}
      </span>
      {line !== null && <span className="stack-frame__line">line {line}</span>}
    </>
  );
  return (
    <div className={isOpenAtFirst ? 'stack-frame stack-frame--own' : 'stack-frame'}>
      {hasBody ? (
        <Toggle isOpen={isOpen} onToggle={() => setOpen(!isOpen)}>
          {words}
        </Toggle>
      ) : (
        <div className="stack-frame__head stack-frame__head--plain">{words}</div>
      )}
      {hasBody && isOpen && (
        <div className="stack-frame__body">
          <CodeLines frame={frame} />
          {locals.length > 0 && <Locals frame={frame} />}
        </div>
      )}
    </div>
  );
}

interface ToggleProps {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly children: ReactNode;
}

function Toggle({ isOpen, onToggle, children }: ToggleProps) {
  return (
    <button type="button" className="stack-frame__head" aria-expanded={isOpen} onClick={onToggle}>
      <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} />
      {children}
    </button>
  );
}

function CodeLines({ frame: { line, before, code, after } }: { frame: FrameView }) {
  if (code === null && before.length === 0) return null;
  const rows = [
    ...before.map((text, index) => ({ text, at: index - before.length })),
    { text: code ?? '', at: 0 },
    ...after.map((text, index) => ({ text, at: index + 1 })),
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and the keyboard must be able to.
    <pre className="code-lines" tabIndex={0}>
      {rows.map(({ text, at }) => (
        <span key={at} className={at === 0 ? 'code-lines__row code-lines__row--here' : 'code-lines__row'}>
          <span className="code-lines__number">{line === null ? '' : line + at}</span>
          <bdi className="code-lines__text">{shownText(text.slice(0, LINE_CHARS_MAX))}</bdi>
        </span>
      ))}
    </pre>
  );
}

/** A bundle's source may be one line. */
const LINE_CHARS_MAX = 500;

function Locals({ frame: { locals } }: { frame: FrameView }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="stack-frame__locals">
      <Button
        look="quiet"
        size="small"
        icon={isOpen ? 'chevron-down' : 'chevron-right'}
        onPress={() => setOpen(!isOpen)}
      >
        {formatCounted(locals.length, 'local variable')}
      </Button>
      {isOpen && <EntryList entries={locals} label="Local variables" />}
    </div>
  );
}
