import { useCallback } from 'react';
import type { IssueChange, PersonView } from '../../../src/api/contract/index.ts';
import { useChangeIssues } from '../../data/issues.ts';
import { useSignedIn } from '../../data/session.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { errorWords } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';

export interface IssueActions {
  /** Viewers look only. */
  readonly canChange: boolean;
  readonly isPending: boolean;
  readonly resolve: (issueIds: readonly number[], version?: string) => void;
  readonly mute: (issueIds: readonly number[]) => void;
  readonly reopen: (issueIds: readonly number[]) => void;
  readonly assign: (issueIds: readonly number[], person: PersonView | null) => void;
}

/** What can be done with one issue or with several; says in passing what was done, or why not. */
export function useIssueActions(environment: string, onDone?: () => void): IssueActions {
  const { role } = useSignedIn();
  const { mutate, isPending } = useChangeIssues(environment);
  const say = useToast();
  const change = useCallback(
    (issueIds: readonly number[], wanted: IssueChange, done: string) =>
      mutate(
        { issueIds, change: wanted },
        {
          onSuccess: () => {
            say(`${formatCounted(issueIds.length, 'issue')} ${done}`);
            onDone?.();
          },
          onError: (error) => say(`nothing was changed: ${errorWords(error)}`),
        },
      ),
    [mutate, say, onDone],
  );
  return {
    canChange: role !== 'viewer',
    isPending,
    resolve: (ids, version = '') =>
      change(ids, { kind: 'resolve', version }, version === '' ? 'resolved' : `resolved in ${version}`),
    mute: (ids) => change(ids, { kind: 'mute' }, 'muted'),
    reopen: (ids) => change(ids, { kind: 'reopen' }, 'reopened'),
    assign: (ids, person) =>
      change(
        ids,
        { kind: 'assign', personId: person?.id ?? null },
        person ? `assigned to ${person.name}` : 'assigned to nobody',
      ),
  };
}
