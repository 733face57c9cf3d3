import './telemetry-list.css';
import { useState } from 'react';
import type { OccurrenceResponse, TelemetryView } from '../../../src/api/contract/index.ts';
import { durationText } from '../../lib/format-duration.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { Button } from '../../ui/button.tsx';
import { LongText } from '../../ui/long-text.tsx';
import { Empty } from '../../ui/states.tsx';
import { EntryList } from './entry-list.tsx';

const NS_PER_MS = 1e6;
/** rollbar.js keeps 100, and a hostile sender more. */
const EVENTS_AT_ONCE = 200;

/** What happened in the sender before the failure, oldest first, and the failure at its end. */
export function TelemetryList({ occurrence: { telemetry, timeMs, title } }: { occurrence: OccurrenceResponse }) {
  const [shownCount, setShownCount] = useState(EVENTS_AT_ONCE);
  if (telemetry.length === 0) {
    return (
      <Empty title="No telemetry came with it">
        rollbar.js and others send what happened before a failure: clicks, requests, log lines. This occurrence has
        none.
      </Empty>
    );
  }
  const hidden = Math.max(0, telemetry.length - shownCount);
  return (
    <>
      {hidden > 0 && (
        <Button size="small" onPress={() => setShownCount(shownCount + EVENTS_AT_ONCE)}>
          {`${formatCounted(hidden, 'earlier event')}`}
        </Button>
      )}
      <ol className="telemetry">
        {telemetry.slice(hidden).map((event, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two events may be equal in all they hold.
          <TelemetryEvent key={index} event={event} failedMs={timeMs} />
        ))}
        <li className="telemetry__event telemetry__event--failure">
          <span className="telemetry__when">0</span>
          <span>failure</span>
          <span className="telemetry__what">{title.slice(0, 300)}</span>
        </li>
      </ol>
    </>
  );
}

function TelemetryEvent({ event, failedMs }: { event: TelemetryView; failedMs: number }) {
  const { kind, level, title, detail, more, timeMs } = event;
  return (
    <li className="telemetry__event">
      <span className="telemetry__when">{timeMs === null ? '' : beforeText(failedMs - timeMs)}</span>
      <span className="telemetry__kind">
        {kind}
        {level !== '' && level !== 'info' ? `, ${level.slice(0, 20)}` : ''}
      </span>
      <span className="telemetry__what">
        <LongText text={title === '' ? '(nothing said)' : title} />
      </span>
      <span className="telemetry__detail">{detail.slice(0, 100)}</span>
      {more.length > 0 && (
        <div className="telemetry__more">
          <EntryList entries={more} label={`More of the ${kind} event`} />
        </div>
      )}
    </li>
  );
}

/** Before the failure, or after it, where the sender's two clocks say so. */
function beforeText(ms: number): string {
  const text = durationText(Math.abs(ms) * NS_PER_MS);
  return ms < 0 ? `+${text}` : `−${text}`;
}
