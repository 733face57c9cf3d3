import type { MapNodeView } from '../../src/api/contract/index.ts';
import { durationText } from './format-duration.ts';
import { choiceField, createViewCodec, textField } from './view-state.ts';

/** How the map stands in the address: the node whose panel is open, and whose spans count. */
export const mapView = createViewCodec({
  fields: { node: textField(), counted: choiceField(['opentelemetry', 'xray'], 'opentelemetry') },
});

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
