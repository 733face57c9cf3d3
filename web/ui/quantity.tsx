import { useEffect, useState } from 'react';
import { useTimeZone } from '../data/view.ts';
import { nowMs } from '../lib/clock.ts';
import { cutMiddle } from '../lib/cut.ts';
import { formatDuration } from '../lib/format-duration.ts';
import { formatCount, type Quantity as QuantityParts } from '../lib/format-number.ts';
import { absoluteTimeText, relativeTimeText } from '../lib/format-time.ts';
import { shownText } from '../lib/shown-text.ts';

/** Digits, and their unit lighter. */
export function Quantity({ digits, unit }: QuantityParts) {
  return (
    <span className="quantity">
      {digits}
      {unit !== '' && <span className="unit"> {unit}</span>}
    </span>
  );
}

export function Duration({ ns }: { ns: number }) {
  return <Quantity {...formatDuration(ns)} />;
}

export function Count({ of }: { of: number }) {
  return <>{formatCount(of)}</>;
}

const TICK_MS = 10_000;

/** The present, moving on every ten seconds: enough for "3 min ago". */
function useNowMs(): number {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    const timer = setInterval(() => setNow(nowMs()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** `3 min ago`, with the exact time on hover, in the zone the reader chose. */
export function TimeAgo({ ms }: { ms: number }) {
  const now = useNowMs();
  const [zone] = useTimeZone();
  return (
    <time dateTime={new Date(ms).toISOString()} title={absoluteTimeText(ms, zone)}>
      {/* A time a moment ahead of this tick, or of this machine's clock, is now. */}
      {relativeTimeText(Math.abs(ms - now) <= TICK_MS && ms > now ? now : ms, now)}
    </time>
  );
}

/** An id or a path cut in the middle, whole on hover. */
export function Cut({ text, charsMax = 20 }: { text: string; charsMax?: number }) {
  const shown = shownText(text);
  return (
    <span className="mono" title={shown.length > charsMax ? shown : undefined}>
      {cutMiddle(shown, charsMax)}
    </span>
  );
}
