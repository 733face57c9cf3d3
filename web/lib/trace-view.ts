import { choiceField, createViewCodec, flagField, textField, type ViewState } from './view-state.ts';

export const SPAN_TABS = ['fields', 'events', 'logs', 'links', 'json', 'xray'] as const;
export type SpanTab = (typeof SPAN_TABS)[number];

export const TRACE_FORMS = ['waterfall', 'table'] as const;
export type TraceForm = (typeof TRACE_FORMS)[number];

const TRACE_FIELDS = {
  /** Key of the span, or of the log record, whose panel is open; '' while none is. */
  span: textField(),
  panel: choiceField(SPAN_TABS, 'fields'),
  form: choiceField(TRACE_FORMS, 'waterfall'),
  find: textField(),
  /** Whether log records stand among the spans. */
  logs: flagField(true),
} as const;

/** What a link to a trace says of it: `?span=00f067aa0ba902b7&panel=events&find=select`. */
export const traceView = createViewCodec({ fields: TRACE_FIELDS });
export type TraceView = ViewState<typeof TRACE_FIELDS>;
