import { Link } from '@tanstack/react-router';
import { useSignedIn } from '../../data/session.ts';
import { type IssuesView, isIssueFiltered, NO_ISSUE_FILTER } from '../../lib/issue-filter.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code-block.tsx';
import { Empty } from '../../ui/states.tsx';

interface IssuesEmptyProps {
  readonly environment: string;
  readonly view: IssuesView;
  /** Whether the environment has an issue at all. */
  readonly hasIssues: boolean;
  readonly onChange: (change: Partial<IssuesView>) => void;
}

/** Why the list is empty: a filter, all is done, or nothing has failed yet. */
export function IssuesEmpty({ environment, view, hasIssues, onChange }: IssuesEmptyProps) {
  if (isIssueFiltered(view)) {
    const clear = (
      <Button icon="close" onPress={() => onChange(NO_ISSUE_FILTER)}>
        Clear the filter
      </Button>
    );
    return <Empty title="No issue matches the filter" actions={clear} />;
  }
  if (!hasIssues) return <NothingYet environment={environment} />;
  const all = <Button onPress={() => onChange({ status: 'any' })}>Show all issues</Button>;
  if (view.status === 'open') {
    return (
      <Empty title="Nothing is open" actions={all}>
        Every issue is resolved or muted. One that happens again comes back by itself.
      </Empty>
    );
  }
  return <Empty title={`No issue is ${view.status}`} actions={all} />;
}

/** Real values but the key, which is shown once and only to who makes it. */
function NothingYet({ environment }: { environment: string }) {
  const { endpoints } = useSignedIn();
  const code = [
    'import rollbar',
    'rollbar.init(',
    '    "YOUR_ACCESS_TOKEN",',
    '    "production",',
    `    endpoint="${endpoints.origin}/api/1/",`,
    ')',
    'rollbar.report_message("Hello World!", "warning")',
  ].join('\n');
  return (
    <Empty
      title="Nothing has failed here yet"
      actions={
        <>
          <Link to="/$environment/set-up" params={{ environment }}>
            Send data
          </Link>
          <Link to="/$environment/settings" params={{ environment }}>
            Access tokens
          </Link>
        </>
      }
    >
      <p>
        An issue gathers every occurrence of one error. Exceptions that OpenTelemetry or X-Ray tell of appear here by
        themselves; a Rollbar client needs its endpoint:
      </p>
      <div className="issues__teach">
        <CodeBlock text="pip install rollbar" what="command" />
        <CodeBlock text={code} what="lines for a Rollbar client" />
      </div>
    </Empty>
  );
}
