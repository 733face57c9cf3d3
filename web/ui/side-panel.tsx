import './side-panel.css';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { usePreference } from '../data/preferences.ts';
import { shownText } from '../lib/shown-text.ts';
import { IconButton } from './button.tsx';

const WIDTH_MIN = 320;
const KEY_STEP = 24;
/** Of the page beside it, at first. */
const SHARE = 1 / 3;

export interface SidePanelProps {
  /** Names what the browser remembers of its width. */
  readonly name: string;
  readonly title: string;
  /** Buttons beside the title. */
  readonly actions?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Slides over the right third of the nearest positioned element. Esc closes it, unless something above it took the key. */
export function SidePanel({ name, title, actions, onClose, children }: SidePanelProps) {
  const panel = useRef<HTMLElement>(null);
  const [text, write] = usePreference(`panel.${name}`);
  const chosen = Number(text ?? Number.NaN);
  const width = Number.isFinite(chosen) ? Math.max(WIDTH_MIN, chosen) : undefined;
  useEscape(onClose);

  const resize = (next: number) => {
    const room = panel.current?.parentElement?.clientWidth ?? next;
    write(String(Math.round(Math.min(room, Math.max(WIDTH_MIN, next)))));
  };
  return (
    <aside
      ref={panel}
      className="side-panel"
      aria-label={shownText(title)}
      style={{ '--side-panel-width': width === undefined ? `max(${WIDTH_MIN}px, ${SHARE * 100}%)` : `${width}px` }}
    >
      <Edge widthNow={() => panel.current?.offsetWidth ?? WIDTH_MIN} onResize={resize} />
      <div className="side-panel__head">
        <h2 className="side-panel__title" title={shownText(title)}>
          {shownText(title)}
        </h2>
        {actions}
        <IconButton icon="close" label="Close (Esc)" onPress={onClose} />
      </div>
      <div className="side-panel__body">{children}</div>
    </aside>
  );
}

/** React Aria's overlays keep the Escape that closes them from reaching the window. */
function useEscape(onEscape: () => void): void {
  const latest = useRef(onEscape);
  latest.current = onEscape;
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) latest.current();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function Edge({ widthNow, onResize }: { widthNow: () => number; onResize: (width: number) => void }) {
  const [drag, setDrag] = useState<{ startX: number; startWidth: number }>();
  const start = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ startX: event.clientX, startWidth: widthNow() });
    event.preventDefault();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'ArrowLeft') onResize(widthNow() + KEY_STEP);
    else if (event.key === 'ArrowRight') onResize(widthNow() - KEY_STEP);
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be dragged; this is ARIA's window splitter.
    <div
      className="side-panel__edge"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the panel"
      aria-valuenow={widthNow()}
      aria-valuemin={WIDTH_MIN}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerDown={start}
      onPointerMove={(event) => drag && onResize(drag.startWidth + drag.startX - event.clientX)}
      onPointerUp={() => setDrag(undefined)}
      onPointerCancel={() => setDrag(undefined)}
    />
  );
}
