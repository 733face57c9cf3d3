import { useIssueHistory } from '../../data/issues.ts';
import { Button } from '../../ui/button.tsx';
import { TimeAgo } from '../../ui/quantity.tsx';
import { Unread } from '../../ui/unread.tsx';

interface IssueHistoryProps {
  readonly environment: string;
  readonly issueId: string;
  readonly onShow: (occurrenceId: number) => void;
}

/** What was done with it, by whom and when; the newest first. */
export function IssueHistory({ environment, issueId, onShow }: IssueHistoryProps) {
  const history = useIssueHistory(environment, issueId);
  if (!history.data) return <Unread query={history} what="the history" />;
  return (
    <ol className="issue-history">
      {history.data.entries.map(({ timeMs, actor, words, occurrenceId }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be equal in all they hold.
        <li key={index} className="issue-history__entry">
          <span className="issue-history__when">
            <TimeAgo ms={timeMs} />
          </span>
          <span className="issue-history__words">
            {actor !== '' && <bdi className="issue-history__actor">{actor} </bdi>}
            {words}
          </span>
          {occurrenceId !== null && (
            <Button look="quiet" size="small" onPress={() => onShow(occurrenceId)}>
              Show the occurrence
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}
