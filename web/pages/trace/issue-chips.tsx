import './issue-chips.css';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { TraceErrorsResponse } from '../../../src/api/contract/index.ts';
import { shownText } from '../../lib/shown-text.ts';
import { Button } from '../../ui/button.tsx';
import { LevelMark } from '../../ui/issue-marks.tsx';

const TITLE_CHARS_MAX = 200;
/** In one line above the waterfall, and in a span's panel. */
const STRIP_COUNT = 4;
const PANEL_COUNT = 10;

interface IssueChipsProps {
  readonly environment: string;
  readonly errors: TraceErrorsResponse['errors'];
  readonly isStrip?: boolean;
}

/** Errors of a trace, or of one of its spans: each the way to its occurrence in its issue. */
export function IssueChips({ environment, errors, isStrip = false }: IssueChipsProps) {
  const [isWhole, setWhole] = useState(false);
  if (errors.length === 0) return null;
  const count = isWhole ? errors.length : isStrip ? STRIP_COUNT : PANEL_COUNT;
  return (
    <ul className="issue-chips" aria-label={isStrip ? 'Issues of this trace' : 'Issues of this span'}>
      {errors.slice(0, count).map(({ occurrenceId, issueId, counter, title, level, status }) => (
        <li key={occurrenceId} style={{ display: 'contents' }}>
          <Link
            className="issue-chips__chip"
            to="/$environment/issues/$issueId"
            params={{ environment, issueId: String(issueId) }}
            search={{ occurrence: String(occurrenceId) }}
            title={`${shownText(title.slice(0, TITLE_CHARS_MAX))} (${status})`}
          >
            <LevelMark level={level} />
            <span className="issue-chips__title">{shownText(title.slice(0, TITLE_CHARS_MAX)) || '(no title)'}</span>
            <span className="quiet">#{counter}</span>
          </Link>
        </li>
      ))}
      {errors.length > count && (
        <li>
          <Button look="quiet" size="small" onPress={() => setWhole(true)}>
            {`${errors.length - count} more`}
          </Button>
        </li>
      )}
    </ul>
  );
}
