import { TRACE_SORTS, type TraceListQuery } from '../../src/api/contract/index.ts';
import { choiceField, createViewCodec, numberField, textField, type ViewField, type ViewState } from './view-state.ts';

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
  };
  return { ...Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)), sort: view.sort };
}

/** Everything open again; the order stays. */
export const NO_FILTER = {
  service: '',
  name: '',
  'min-ms': undefined,
  'max-ms': undefined,
  'min-spans': undefined,
  'max-spans': undefined,
  'min-errors': undefined,
} as const satisfies Partial<TracesView>;

export function isFiltered(view: TracesView): boolean {
  return Object.entries(NO_FILTER).some(([name, open]) => view[name as keyof TracesView] !== open);
}
