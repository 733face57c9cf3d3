import './filter-bar.css';
import { TRACE_SORTS, type TraceSort } from '../../../src/api/contract/index.ts';
import { useServices } from '../../data/traces.ts';
import { durationText, parseDurationMs } from '../../lib/format-duration.ts';
import { requestFilterText } from '../../lib/request-filter-text.ts';
import type { TimeRange } from '../../lib/time-range.ts';
import {
  isFiltered,
  isRequestFiltered,
  NO_FILTER,
  NO_REQUEST_FILTER,
  type TracesView,
} from '../../lib/trace-filter.ts';
import { Button } from '../../ui/button.tsx';
import { DraftField } from '../../ui/draft-field.tsx';
import { Select } from '../../ui/select.tsx';

const NS_PER_MS = 1e6;
const ANY_SERVICE = '';

const ORDER_WORDS: Readonly<Record<TraceSort, string>> = {
  newest: 'Newest',
  oldest: 'Oldest',
  slowest: 'Slowest',
  fastest: 'Fastest',
  'most-spans': 'Most spans',
  'most-errors': 'Most errors',
};

interface FilterBarProps {
  readonly environment: string;
  readonly range: TimeRange;
  readonly view: TracesView;
  readonly onChange: (change: Partial<TracesView>) => void;
}

export function FilterBar({ environment, range, view, onChange }: FilterBarProps) {
  return (
    <search className="filter-bar" aria-label="Filter the traces">
      <div className="filter-bar__service">
        <ServiceField environment={environment} range={range} view={view} onChange={onChange} />
      </div>
      <div className="filter-bar__name">
        <DraftField
          label="Root name"
          placeholder="Part of the name"
          charsMax={1_024}
          value={view.name}
          accepts={() => true}
          hint=""
          onCommit={(name) => onChange({ name })}
        />
      </div>
      <NumberRange
        title="Duration"
        least={durationFieldText(view['min-ms'])}
        most={durationFieldText(view['max-ms'])}
        accepts={(text) => text.trim() === '' || parseDurationMs(text) !== undefined}
        hint="like 250ms or 1.5s"
        onLeast={(text) => onChange({ 'min-ms': parseDurationMs(text) })}
        onMost={(text) => onChange({ 'max-ms': parseDurationMs(text) })}
      />
      <NumberRange
        title="Spans"
        least={countFieldText(view['min-spans'])}
        most={countFieldText(view['max-spans'])}
        accepts={isCount}
        hint="a whole number"
        onLeast={(text) => onChange({ 'min-spans': countOf(text) })}
        onMost={(text) => onChange({ 'max-spans': countOf(text) })}
      />
      <div className="filter-bar__number">
        <DraftField
          label="Errors"
          placeholder="from"
          value={countFieldText(view['min-errors'])}
          accepts={isCount}
          hint="a whole number"
          onCommit={(text) => onChange({ 'min-errors': countOf(text) })}
        />
      </div>
      <div className="filter-bar__order">
        <Select
          label="Order"
          choices={TRACE_SORTS.map((id) => ({ id, words: ORDER_WORDS[id] }))}
          chosen={view.sort}
          onChoose={(sort) => onChange({ sort })}
        />
      </div>
      {isRequestFiltered(view) && (
        <Button icon="close" onPress={() => onChange(NO_REQUEST_FILTER)} aria-label="Remove: what a request must be">
          <span className="filter-bar__request">{`a request: ${requestFilterText(view)}`}</span>
        </Button>
      )}
      {isFiltered(view) && (
        <Button look="quiet" icon="close" onPress={() => onChange(NO_FILTER)}>
          Clear
        </Button>
      )}
    </search>
  );
}

function ServiceField({ environment, range, view, onChange }: FilterBarProps) {
  const services = useServices(environment, range);
  const names = services.data?.services ?? [];
  // A service of the address that is silent in this range is still the one in force.
  const all = view.service === '' || names.includes(view.service) ? names : [view.service, ...names];
  const choices = [ANY_SERVICE, ...all.filter((name) => name !== ANY_SERVICE)].map((id) => ({
    id,
    words: id === ANY_SERVICE ? 'Any service' : id,
  }));
  return (
    <Select label="Service" choices={choices} chosen={view.service} onChoose={(service) => onChange({ service })} />
  );
}

interface NumberRangeProps {
  readonly title: string;
  readonly least: string;
  readonly most: string;
  readonly accepts: (text: string) => boolean;
  readonly hint: string;
  readonly onLeast: (text: string) => void;
  readonly onMost: (text: string) => void;
}

function NumberRange({ title, least, most, accepts, hint, onLeast, onMost }: NumberRangeProps) {
  const end = { isLabelHidden: true, accepts, hint };
  return (
    <fieldset className="filter-bar__range">
      <legend className="filter-bar__range-label">{title}</legend>
      <div className="filter-bar__range-fields">
        <div className="filter-bar__number">
          <DraftField {...end} label={`${title}, at least`} placeholder="from" value={least} onCommit={onLeast} />
        </div>
        <span className="filter-bar__to">to</span>
        <div className="filter-bar__number">
          <DraftField {...end} label={`${title}, at most`} placeholder="any" value={most} onCommit={onMost} />
        </div>
      </div>
    </fieldset>
  );
}

/** What `parseDurationMs` reads back as the same number: three digits would round what was typed. */
function durationFieldText(ms: number | undefined): string {
  if (ms === undefined) return '';
  const words = durationText(ms * NS_PER_MS);
  return parseDurationMs(words) === ms ? words : `${ms} ms`;
}

const countFieldText = (count: number | undefined): string => (count === undefined ? '' : String(count));
const isCount = (text: string): boolean => text.trim() === '' || /^\s*\d{1,9}\s*$/.test(text);
const countOf = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text));
