import './log-panel.css';
import { useMemo, useState } from 'react';
import type { LogResponse } from '../../../src/api/contract/index.ts';
import { useLog } from '../../data/traces.ts';
import { useTimeZone } from '../../data/view.ts';
import { absoluteTimeNsText } from '../../lib/format-time.ts';
import { logBody, logJson } from '../../lib/log-fields.ts';
import type { ServiceColours } from '../../lib/service-colours.ts';
import { exceptionOf } from '../../lib/span-fields.ts';
import { nameOf } from '../../lib/waterfall-spans.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { LongText } from '../../ui/long-text.tsx';
import { Duration } from '../../ui/quantity.tsx';
import { ServiceName } from '../../ui/service-name.tsx';
import { SidePanel } from '../../ui/side-panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Unread } from '../../ui/unread.tsx';
import { ExceptionNote } from './failure-note.tsx';
import { FilteredFields } from './field-list.tsx';
import { Severity } from './severity.tsx';
import { useFieldActions } from './use-field-actions.ts';
import type { Waterfall } from './use-waterfall.ts';

const TITLE_CHARS_MAX = 200;
const BODY_CHARS_AT_ONCE = 20_000;

interface LogPanelProps {
  readonly environment: string;
  readonly traceId: string;
  readonly aroundMs: number;
  readonly logKey: string;
  readonly waterfall: Waterfall;
  readonly colours: ServiceColours;
}

/** One log record: what it says, when and where it was written, and every field. */
export function LogPanel({ environment, traceId, aroundMs, logKey, waterfall, colours }: LogPanelProps) {
  const { spans, selected, close } = waterfall;
  const log = useLog(environment, traceId, logKey, { aroundMs });
  return (
    <SidePanel
      name="span"
      title={nameOf(spans, selected).slice(0, TITLE_CHARS_MAX) || 'Log record'}
      actions={log.data && <CopyButton text={logBody(log.data)?.text ?? ''} what="body" />}
      onClose={close}
    >
      {log.data ? (
        <div className="span-panel">
          <LogFacts log={log.data} waterfall={waterfall} colours={colours} />
          <LogBody log={log.data} />
          <LogFields environment={environment} log={log.data} />
        </div>
      ) : (
        <Unread query={log} what="the log record" />
      )}
    </SidePanel>
  );
}

interface LogFactsProps {
  readonly log: LogResponse;
  readonly waterfall: Waterfall;
  readonly colours: ServiceColours;
}

function LogFacts({ log, waterfall, colours }: LogFactsProps) {
  const { spans, selected, open } = waterfall;
  const [zone] = useTimeZone();
  const span = spans.parent[selected] ?? -1;
  const atNs = spans.startNs[selected] ?? 0;
  return (
    <dl className="span-panel__facts">
      <dt>Severity</dt>
      <dd>
        <Severity severity={log.severity} />
      </dd>
      <dt>Service</dt>
      <dd>
        <ServiceName name={log.service} colours={colours} />
      </dd>
      <dt>Written</dt>
      <dd>
        <Duration ns={Math.abs(atNs)} /> {atNs < 0 ? 'before the trace' : 'into the trace'}
        <div className="quiet">{absoluteTimeNsText(BigInt(log.timeNs), zone)}</div>
      </dd>
      <dt>Span</dt>
      <dd>
        {span >= 0 ? (
          <Button size="small" onPress={() => open(span)}>
            {nameOf(spans, span).slice(0, TITLE_CHARS_MAX) || '(no name)'}
          </Button>
        ) : (
          <span className="quiet">{log.spanId === '' ? 'names none' : `${log.spanId}, which is not here`}</span>
        )}
      </dd>
      {log.weight !== 1 && (
        <>
          <dt>Stands for</dt>
          <dd>{log.weight} log records (sample rate)</dd>
        </>
      )}
    </dl>
  );
}

function LogBody({ log }: { log: LogResponse }) {
  const exception = exceptionOf(log.fields);
  const body = useMemo(() => logBody(log), [log]);
  return (
    <>
      {body && (
        <section className="log-body" aria-label="Body">
          {body.json === undefined ? (
            <pre className="log-body__text">
              <LongText text={body.text === '' ? '(empty)' : body.text} charsMax={BODY_CHARS_AT_ONCE} />
            </pre>
          ) : (
            <JsonView value={body.json} openDepth={2} what="body" />
          )}
        </section>
      )}
      {exception && <ExceptionNote exception={exception} />}
    </>
  );
}

type LogTab = 'fields' | 'json';

function LogFields({ environment, log }: { environment: string; log: LogResponse }) {
  const [tab, setTab] = useState<LogTab>('fields');
  const [filter, setFilter] = useState('');
  const actionsOf = useFieldActions(environment);
  const fields = (
    <div className="fields">
      <TextField
        label="Filter the fields"
        isLabelHidden
        placeholder="Filter by name or value"
        value={filter}
        onChange={setFilter}
      />
      <FilteredFields fields={log.fields} filter={filter} actionsOf={actionsOf} />
    </div>
  );
  const title = (
    <>
      Fields <span className="quiet">{log.fields.length}</span>
    </>
  );
  return (
    <Tabs<LogTab>
      label="Parts of the log record"
      chosen={tab}
      onChoose={setTab}
      items={[
        { id: 'fields', title, content: fields },
        { id: 'json', title: 'JSON', content: <JsonView value={logJson(log)} openDepth={2} what="log record" /> },
      ]}
    />
  );
}
