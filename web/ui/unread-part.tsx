import './unread-part.css';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import { errorWords } from './states.tsx';
import type { UnreadQuery } from './unread.tsx';

interface UnreadPartProps {
  readonly query: UnreadQuery;
  /** What is missing on the page: `the issues of this trace`. */
  readonly what: string;
}

/** One line where a part of a page that could not be read would be; the rest of the page stands without it. */
export function UnreadPart({ query, what }: UnreadPartProps) {
  return (
    <p className="unread-part" role="alert">
      <Icon name="error" size={14} />
      {`Combray could not read ${what}: ${errorWords(query.error)}`}
      <Button size="small" look="quiet" icon="refresh" onPress={() => void query.refetch()}>
        Try again
      </Button>
    </p>
  );
}
