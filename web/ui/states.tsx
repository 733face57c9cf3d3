import './states.css';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError } from '../data/api-error.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export interface EmptyProps {
  /** What would be here, or why nothing is. */
  readonly title: string;
  readonly children?: ReactNode;
  /** The one next step. */
  readonly actions?: ReactNode;
}

export function Empty({ title, children, actions }: EmptyProps) {
  return (
    <div className="state">
      <h2 className="state__title">{title}</h2>
      {children && <div className="state__words">{children}</div>}
      {actions && <div className="state__actions">{actions}</div>}
    </div>
  );
}

const SKELETON_AFTER_MS = 150;
const PROGRESS_AFTER_MS = 1_000;
const SKELETON_WIDTHS = ['92%', '78%', '85%', '64%', '88%', '71%'];

/** Seconds this component has been on the page, in steps: 0, then 0.15, then whole seconds. */
function useWaitedMs(): number {
  const [waitedMs, setWaitedMs] = useState(0);
  useEffect(() => {
    const soon = setTimeout(() => setWaitedMs(SKELETON_AFTER_MS), SKELETON_AFTER_MS);
    const each = setInterval(
      () => setWaitedMs((waited) => (waited < PROGRESS_AFTER_MS ? PROGRESS_AFTER_MS : waited + PROGRESS_AFTER_MS)),
      PROGRESS_AFTER_MS,
    );
    return () => {
      clearTimeout(soon);
      clearInterval(each);
    };
  }, []);
  return waitedMs;
}

export interface LoadingProps {
  /** What is awaited: `traces`. */
  readonly what: string;
  readonly onCancel?: () => void;
}

/** Nothing for a moment, then the shape of what comes, then how long it takes and a way out. */
export function Loading({ what, onCancel }: LoadingProps) {
  const waitedMs = useWaitedMs();
  if (waitedMs < SKELETON_AFTER_MS) return <div aria-busy="true" />;
  return (
    <div aria-busy="true">
      {waitedMs >= PROGRESS_AFTER_MS && (
        <div className="loading__progress" role="status">
          <span>
            reading {what}, {Math.floor(waitedMs / 1_000)} s
          </span>
          {onCancel && (
            <Button size="small" onPress={onCancel}>
              Cancel
            </Button>
          )}
        </div>
      )}
      <div className="skeleton" aria-hidden="true">
        {SKELETON_WIDTHS.map((width) => (
          <div key={width} className="skeleton__bar" style={{ width }} />
        ))}
      </div>
    </div>
  );
}

export interface FailureProps {
  /** What failed: `Traces could not be read`. */
  readonly title: string;
  readonly error: unknown;
  readonly onRetry?: () => void;
  /** What still works, or what to do. */
  readonly children?: ReactNode;
}

/** The words of an error for a reader; the code beside them for whoever they ask. */
export function errorWords(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return error instanceof Error ? error.message : String(error);
}

export function Failure({ title, error, onRetry, children }: FailureProps) {
  return (
    <div className="state" role="alert">
      <h2 className="state__title state__title--error">
        <Icon name="error" />
        {title}
      </h2>
      <div className="state__words">
        <p>{errorWords(error)}</p>
        {error instanceof ApiError && <p className="quiet mono">{error.code}</p>}
        {children}
      </div>
      {onRetry && (
        <div className="state__actions">
          <Button icon="refresh" onPress={onRetry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}
