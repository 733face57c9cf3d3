import './log-list.css';
import { useState } from 'react';
import type { TraceResponse } from '../../../src/api/contract/index.ts';
import { logKeyOf } from '../../lib/waterfall-logs.ts';
import { Button } from '../../ui/button.tsx';
import { Duration } from '../../ui/quantity.tsx';
import { Severity } from './severity.tsx';

/** A span may hold thousands. */
const LOGS_AT_ONCE = 200;
const TEXT_CHARS_MAX = 200;

interface LogListProps {
  readonly logs: TraceResponse['logs'];
  /** Positions among them. */
  readonly shown: readonly number[];
  readonly spanStartNs: number;
  readonly onOpen: (key: string) => void;
}

/** The log records of one span, each the way to its own panel. */
export function LogList({ logs, shown, spanStartNs, onOpen }: LogListProps) {
  const [shownCount, setShownCount] = useState(LOGS_AT_ONCE);
  if (shown.length === 0) return <p className="quiet">No log record was written in this span.</p>;
  return (
    <>
      <ul className="log-list">
        {shown.slice(0, shownCount).map((log) => {
          const sinceNs = (logs.offsetNs[log] ?? 0) - spanStartNs;
          return (
            <li key={log}>
              <button type="button" className="log-list__entry" onClick={() => onOpen(logKeyOf(logs, log))}>
                <span className="log-list__head">
                  <Severity severity={logs.severity[log] ?? 0} />
                  <span className="quiet">
                    {sinceNs < 0 ? 'before the start: ' : 'after '}
                    <Duration ns={Math.abs(sinceNs)} />
                  </span>
                </span>
                <span className="log-list__text">{(logs.text[log] ?? '').slice(0, TEXT_CHARS_MAX) || '(no body)'}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {shown.length > shownCount && (
        <Button size="small" onPress={() => setShownCount(shownCount + LOGS_AT_ONCE)}>
          {`${shown.length - shownCount} more log records`}
        </Button>
      )}
    </>
  );
}
