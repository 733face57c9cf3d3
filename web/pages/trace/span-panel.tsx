import './span-panel.css';
import { type ReactNode, useMemo, useState } from 'react';
import type { SpanDetail, SpanResponse, TraceErrorsResponse, TraceResponse } from '../../../src/api/contract/index.ts';
import { useSpan } from '../../data/traces.ts';
import { useTimeZone } from '../../data/view.ts';
import { absoluteTimeNsText } from '../../lib/format-time.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { spanJson } from '../../lib/span-fields.ts';
import type { SpanTab } from '../../lib/trace-view.ts';
import { markWords } from '../../lib/waterfall-oddities.ts';
import { nameOf, serviceOf } from '../../lib/waterfall-spans.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { Duration } from '../../ui/quantity.tsx';
import { ServiceLink } from '../../ui/service-name.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { type TabItem, Tabs } from '../../ui/tabs.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Unread } from '../../ui/unread.tsx';
import { SpanFailure } from './failure-note.tsx';
import { type FieldActions, FilteredFields } from './field-list.tsx';
import { IssueChips } from './issue-chips.tsx';
import { LogList } from './log-list.tsx';
import { EventList, LinkList } from './span-entries.tsx';
import { useFieldActions } from './use-field-actions.ts';
import type { Waterfall } from './use-waterfall.ts';

const TITLE_CHARS_MAX = 200;

interface SpanPanelProps {
  readonly environment: string;
  readonly trace: TraceResponse;
  /** The row of the span in the trace. */
  readonly row: number;
  readonly aroundMs: number;
  readonly waterfall: Waterfall;
  readonly colours: ServiceColours;
  /** That happened in this span. */
  readonly errors: TraceErrorsResponse['errors'];
}

export function SpanPanel({ environment, trace, row, aroundMs, waterfall, colours, errors }: SpanPanelProps) {
  const { spans, selected, view, setView, close } = waterfall;
  const span = useSpan(environment, trace.traceId, spans.spanId[selected] ?? '', { aroundMs });
  const logs = useMemo(() => trace.logs.span.flatMap((owner, log) => (owner === row ? [log] : [])), [trace, row]);
  const [filter, setFilter] = useState('');
  const actionsOf = useFieldActions(environment);
  const detail = span.data && detailOf(span.data.spans, waterfall);
  return (
    <SidePanel
      name="span"
      title={nameOf(spans, selected).slice(0, TITLE_CHARS_MAX) || '(no name)'}
      actions={<CopyButton text={spans.spanId[selected] ?? ''} what="span id" />}
      onClose={close}
    >
      {detail ? (
        <div className="span-panel">
          <SpanFacts
            environment={environment}
            detail={detail}
            waterfall={waterfall}
            colours={colours}
            sameIdCount={span.data.spans.length}
          />
          <IssueChips environment={environment} errors={errors} />
          <SpanFailure span={detail} />
          <Tabs<SpanTab>
            label="Parts of the span"
            chosen={view.panel === 'xray' && !span.data.document ? 'fields' : view.panel}
            onChoose={(panel) => setView({ panel }, { replace: true })}
            items={tabsOf({
              ...{ detail, environment, filter, setFilter, actionsOf },
              document: span.data.document,
              logCount: logs.length,
              logList: (
                <LogList
                  logs={trace.logs}
                  shown={logs}
                  spanStartNs={spans.startNs[selected] ?? 0}
                  onOpen={(key) => setView({ span: key, logs: true })}
                />
              ),
            })}
          />
        </div>
      ) : (
        <Unread query={span} what="the span" />
      )}
    </SidePanel>
  );
}

/** Of several spans with one id the one that looks like the row; their order in the two answers need not agree. */
function detailOf(details: readonly SpanDetail[], { spans, selected }: Waterfall): SpanDetail | undefined {
  const [name, service, lengthNs] = [nameOf(spans, selected), serviceOf(spans, selected), spans.lengthNs[selected]];
  const isSame = (detail: SpanDetail) => detail.name === name && detail.service === service;
  return (
    details.find((detail) => isSame(detail) && Number(detail.durationNs) === lengthNs) ??
    details.find(isSame) ??
    details[0]
  );
}

interface SpanFactsProps {
  readonly environment: string;
  readonly detail: SpanDetail;
  readonly waterfall: Waterfall;
  readonly colours: ServiceColours;
  readonly sameIdCount: number;
}

const STATUS_WORDS = ['unset', 'ok', 'error'];

function SpanFacts({ environment, detail, waterfall, colours, sameIdCount }: SpanFactsProps) {
  const { spans, selected } = waterfall;
  const [zone] = useTimeZone();
  const oddities = markWords(spans.marks[selected] ?? 0);
  return (
    <dl className="span-panel__facts">
      <dt>Service</dt>
      <dd>
        <ServiceLink environment={environment} name={detail.service} colours={colours} />
      </dd>
      <dt>Duration</dt>
      <dd>
        <Duration ns={Number(detail.durationNs)} />
      </dd>
      <dt>Start</dt>
      <dd>
        <Duration ns={spans.startNs[selected] ?? 0} /> into the trace
        <div className="quiet">{absoluteTimeNsText(BigInt(detail.startNs), zone)}</div>
      </dd>
      <dt>Kind</dt>
      <dd>{detail.kind}</dd>
      <dt>Status</dt>
      <dd>{STATUS_WORDS[detail.status] ?? detail.status}</dd>
      {detail.weight !== 1 && (
        <>
          <dt>Stands for</dt>
          <dd>{detail.weight} spans (sample rate)</dd>
        </>
      )}
      {oddities.length > 0 && (
        <>
          <dt>Odd</dt>
          <dd>
            {oddities.join(', ')}
            {sameIdCount > 1 && ` (${sameIdCount} spans have it)`}
          </dd>
        </>
      )}
    </dl>
  );
}

interface TabOptions {
  readonly detail: SpanDetail;
  readonly document: SpanResponse['document'];
  readonly environment: string;
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
  readonly actionsOf: FieldActions;
  readonly logCount: number;
  readonly logList: ReactNode;
}

function tabsOf(options: TabOptions): ReadonlyArray<TabItem<SpanTab>> {
  const { detail, environment, filter, setFilter, actionsOf } = options;
  const fields = (
    <div className="fields">
      <TextField
        label="Filter the fields"
        isLabelHidden
        placeholder="Filter by name or value"
        value={filter}
        onChange={setFilter}
      />
      <FilteredFields fields={detail.fields} filter={filter} actionsOf={actionsOf} />
    </div>
  );
  const counted = (title: string, count: number) => (
    <>
      {title} <span className="quiet">{count}</span>
    </>
  );
  return [
    { id: 'fields', title: counted('Fields', detail.fields.length), content: fields },
    {
      id: 'events',
      title: counted('Events', detail.events.length),
      content: <EventList span={detail} actionsOf={actionsOf} />,
    },
    { id: 'logs', title: counted('Logs', options.logCount), content: options.logList },
    {
      id: 'links',
      title: counted('Links', detail.links.length),
      content: <LinkList span={detail} environment={environment} actionsOf={actionsOf} />,
    },
    { id: 'json', title: 'JSON', content: <JsonView value={spanJson(detail)} openDepth={2} what="span" /> },
    ...documentTab(options.document, detail),
  ];
}

/** The X-Ray document that tells of the span, where there is one. */
function documentTab(document: SpanResponse['document'], { spanId }: SpanDetail): ReadonlyArray<TabItem<SpanTab>> {
  if (!document) return [];
  const { segmentId, isInProgress, text } = document;
  const content = (
    <>
      {(segmentId !== spanId || isInProgress) && (
        <p className="quiet">
          {segmentId !== spanId && `Segment ${segmentId} tells of this span. `}
          {isInProgress && 'It is in progress: its end is still to come.'}
        </p>
      )}
      <JsonView value={JSON.parse(text)} openDepth={2} what="X-Ray document" />
    </>
  );
  return [{ id: 'xray', title: 'X-Ray', content }];
}
