import { TRACE_SORTS, type TraceListQuery } from '../../src/api/contract/index.ts';
import { COUNTED_SOURCES } from '../../src/model/counted-source.ts';
import {
  choiceField,
  createViewCodec,
  flagField,
  numberField,
  textField,
  type ViewField,
  type ViewState,
} from './view-state.ts';

/** As long as the server takes; a longer one in the address is no filter. */
const TEXT_CHARS_MAX = 1_024;

const filterText: ViewField<string> = {
  ...textField(),
  read: (text) => (text.length <= TEXT_CHARS_MAX ? text : undefined),
};

const TRACES_FIELDS = {
  service: filterText,
  name: filterText,
  'min-ms': numberField(),
  'max-ms': numberField(),
  'min-spans': numberField({ integer: true }),
  'max-spans': numberField({ integer: true }),
  'min-errors': numberField({ integer: true }),
  'request-service': filterText,
  'request-name': filterText,
  'request-min-ms': numberField(),
  'request-below-ms': numberField(),
  'request-failed': flagField(),
  'request-health-checks': choiceField(['any', 'hidden'], 'any'),
  'request-counted': choiceField(COUNTED_SOURCES, 'opentelemetry'),
  sort: choiceField(TRACE_SORTS, 'newest'),
} as const;

/** Filters and order of the list of traces, as they stand in the address: `?service=web&min-ms=250&sort=slowest`. */
export const tracesView = createViewCodec({ fields: TRACES_FIELDS });
export type TracesView = ViewState<typeof TRACES_FIELDS>;

/** The view as the server is asked for it; what is left open is not asked. */
export function traceFilterOf(view: TracesView): Partial<Omit<TraceListQuery, 'fromMs' | 'toMs'>> {
  const asked = {
    service: view.service === '' ? undefined : view.service,
    rootName: view.name === '' ? undefined : view.name,
    durationMinMs: view['min-ms'],
    durationMaxMs: view['max-ms'],
    spanCountMin: view['min-spans'],
    spanCountMax: view['max-spans'],
    errorCountMin: view['min-errors'],
    requestService: view['request-service'] === '' ? undefined : view['request-service'],
    requestName: view['request-name'] === '' ? undefined : view['request-name'],
    requestMinMs: view['request-min-ms'],
    requestBelowMs: view['request-below-ms'],
    requestFailed: view['request-failed'] ? 'yes' : undefined,
    requestHealthChecks: view['request-health-checks'] === 'hidden' ? 'hidden' : undefined,
    requestCounted: view['request-counted'] === 'xray' ? 'xray' : undefined,
  };
  return { ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)), sort: view.sort };
}

/** What a link from Home asks for beside the fields: traces with a request that is such. */
export const NO_REQUEST_FILTER = {
  'request-service': '',
  'request-name': '',
  'request-min-ms': undefined,
  'request-below-ms': undefined,
  'request-failed': false,
  'request-health-checks': 'any',
  'request-counted': 'opentelemetry',
} as const satisfies Partial<TracesView>;

/** Everything open again; the order stays. */
export const NO_FILTER = {
  ...NO_REQUEST_FILTER,
  service: '',
  name: '',
  'min-ms': undefined,
  'max-ms': undefined,
  'min-spans': undefined,
  'max-spans': undefined,
  'min-errors': undefined,
} as const satisfies Partial<TracesView>;

export function isFiltered(view: TracesView): boolean {
  return differs(view, NO_FILTER);
}

export function isRequestFiltered(view: TracesView): boolean {
  return differs(view, NO_REQUEST_FILTER);
}

function differs(view: TracesView, open: Partial<TracesView>): boolean {
  return Object.entries(open).some(([name, value]) => view[name as keyof TracesView] !== value);
}
