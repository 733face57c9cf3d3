import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Empty, Failure, Loading } from './states.tsx';

/** As much of a query's result as is needed to say why there is nothing to show. */
export interface UnreadQuery {
  readonly error: unknown;
  readonly fetchStatus: 'fetching' | 'paused' | 'idle';
  readonly refetch: () => Promise<unknown>;
}

interface UnreadProps {
  readonly query: UnreadQuery;
  /** What is read: `the traces`. */
  readonly what: string;
  /** What still works while it cannot be read. */
  readonly children?: ReactNode;
}

/** Stands where an answer will be: still reading (and a way to stop), stopped, or failed. */
export function Unread({ query, what, children }: UnreadProps) {
  const client = useQueryClient();
  const readAgain = () => void query.refetch();
  if (query.error) {
    return (
      <Failure title={`Combray could not read ${what}`} error={query.error} onRetry={readAgain}>
        {children && <p>{children}</p>}
      </Failure>
    );
  }
  if (query.fetchStatus === 'idle') {
    return (
      <Empty
        title="Stopped"
        actions={
          <Button icon="refresh" onPress={readAgain}>
            Read again
          </Button>
        }
      >
        {`Nothing of ${what} has been read.`}
      </Empty>
    );
  }
  const stop = () => void client.cancelQueries({ predicate: ({ state }) => state.data === undefined });
  return <Loading what={what} onCancel={stop} />;
}
