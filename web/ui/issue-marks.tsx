import './issue-marks.css';
import type { IssueStatus, Level } from '../../src/api/contract/index.ts';
import { Icon } from './icon.tsx';

/** The severity of an issue: a shape, and its word where there is room. */
export function LevelMark({ level, hasWord = false }: { level: Level; hasWord?: boolean }) {
  return (
    <span className={`level-mark level-mark--${level}`} title={level}>
      <Icon name={level} size={14} />
      <span className={hasWord ? undefined : 'visually-hidden'}>{level}</span>
    </span>
  );
}

/** Where an issue stands; filled while it waits for somebody. */
export function StatusWord({ status }: { status: IssueStatus }) {
  return (
    <span className={`status-word status-word--${status}`}>
      <span className="status-word__dot" aria-hidden="true" />
      {status}
    </span>
  );
}
