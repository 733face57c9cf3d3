import './error-count.css';
import { formatCount } from '../lib/format-number.ts';
import { Icon } from './icon.tsx';

/** A number of errors with their icon; nothing to see where there are none. */
export function ErrorCount({ of }: { of: number }) {
  if (of === 0) return <span className="quiet">0</span>;
  return (
    <span className="error-count">
      <Icon name="error" size={14} />
      {formatCount(of)}
    </span>
  );
}
