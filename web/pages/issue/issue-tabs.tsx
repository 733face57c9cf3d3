import type { ReactNode } from 'react';
import type { IssueResponse, OccurrenceResponse } from '../../../src/api/contract/index.ts';
import { formatCount } from '../../lib/format-number.ts';
import type { IssueTab } from '../../lib/issue-view.ts';
import { type TabItem, Tabs } from '../../ui/tabs.tsx';
import { Unread, type UnreadQuery } from '../../ui/unread.tsx';
import { IssueHistory } from './issue-history.tsx';
import { IssueTraces } from './issue-traces.tsx';
import { OccurrenceDetails } from './occurrence-details.tsx';
import { OccurrenceTable } from './occurrence-table.tsx';
import { Payload } from './payload.tsx';
import { TelemetryList } from './telemetry-list.tsx';
import { Traceback } from './traceback.tsx';

interface IssueTabsProps {
  readonly environment: string;
  readonly issue: IssueResponse;
  readonly occurrence: UnreadQuery & { readonly data: OccurrenceResponse | undefined };
  readonly tab: IssueTab;
  readonly onTab: (tab: IssueTab) => void;
  readonly onShow: (occurrenceId: number) => void;
}

export function IssueTabs({ environment, issue, occurrence, tab, onTab, onShow }: IssueTabsProps) {
  const shown = occurrence.data;
  const ids = { environment, issueId: String(issue.issueId) };
  const ofOccurrence = (draw: (read: OccurrenceResponse) => ReactNode) =>
    shown ? (
      draw(shown)
    ) : (
      <Unread query={occurrence} what="the occurrence">
        The tabs Occurrences, Traces and History are read on their own and may still answer.
      </Unread>
    );
  const items: ReadonlyArray<TabItem<IssueTab>> = [
    { id: 'traceback', title: 'Traceback', content: ofOccurrence((read) => <Traceback occurrence={read} />) },
    {
      id: 'telemetry',
      title: counted('Telemetry', shown?.telemetry.length),
      content: ofOccurrence((read) => <TelemetryList occurrence={read} />),
    },
    {
      id: 'details',
      title: 'Details',
      content: ofOccurrence((read) => <OccurrenceDetails environment={environment} occurrence={read} />),
    },
    {
      id: 'occurrences',
      title: counted('Occurrences', issue.occurrenceCount),
      content: (
        <OccurrenceTable
          {...ids}
          occurrenceCount={issue.occurrenceCount}
          shownId={shown?.occurrenceId}
          onShow={onShow}
        />
      ),
    },
    { id: 'traces', title: counted('Traces', issue.traceCount), content: <IssueTraces {...ids} /> },
    { id: 'history', title: 'History', content: <IssueHistory {...ids} onShow={onShow} /> },
    {
      id: 'json',
      title: 'JSON',
      content: ofOccurrence((read) => <Payload key={read.occurrenceId} {...ids} occurrence={read} />),
    },
  ];
  return <Tabs<IssueTab> label="Parts of the issue" chosen={tab} onChoose={onTab} items={items} />;
}

function counted(title: string, count: number | undefined): ReactNode {
  return (
    <>
      {title} {count !== undefined && <span className="quiet">{formatCount(count)}</span>}
    </>
  );
}
