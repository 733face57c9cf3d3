import type { MapNodeView } from '../../src/api/contract/index.ts';
import { COUNTED_SOURCES } from '../../src/model/counted-source.ts';
import { durationText } from './format-duration.ts';
import { requestsOf } from './map-layout.ts';
import { choiceField, createViewCodec, textField, type ViewState } from './view-state.ts';

/** How the map stands in the address: the node whose panel is open, what is searched for, and whose spans count. */
const MAP_FIELDS = {
  node: textField(),
  find: textField(),
  as: choiceField(['map', 'table'], 'map'),
  counted: choiceField(COUNTED_SOURCES, 'opentelemetry'),
} as const;
export const mapView = createViewCodec({ fields: MAP_FIELDS });
export type MapView = ViewState<typeof MAP_FIELDS>;

/** Ids of the nodes whose name holds the text, the busiest first; undefined where nothing is searched for. */
export function findNodes(nodes: readonly MapNodeView[], text: string): ReadonlySet<string> | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return undefined;
  const found = nodes.filter(({ name }) => name.toLowerCase().includes(wanted));
  return new Set(found.toSorted((a, b) => requestsOf(b.figures) - requestsOf(a.figures)).map(({ id }) => id));
}

const NS_PER_MS = 1e6;

/** Durations of the map are rounded to milliseconds. */
export function mapDurationText(ms: number): string {
  return ms < 1 ? '< 1 ms' : durationText(ms * NS_PER_MS);
}

/** What a type says to a reader: `AWS::DynamoDB::Table` is a DynamoDB table. */
export function typeWords({ type, isInferred }: Pick<MapNodeView, 'type' | 'isInferred'>): string {
  if (type === '') return 'service';
  if (type === 'remote') return 'called, sent nothing itself';
  if (type === 'Database::SQL') return 'SQL database';
  const words = type
    .split('::')
    .filter((part) => part !== 'AWS')
    .join(' ');
  return isInferred ? `${words}, sent nothing itself` : words;
}
