import type { CountedSource } from '../../src/model/counted-source.ts';
import { Segmented } from './segmented.tsx';

const CHOICES = [
  { id: 'opentelemetry', words: 'OpenTelemetry' },
  { id: 'xray', words: 'X-Ray' },
] as const satisfies readonly { id: CountedSource; words: string }[];

interface CountedSwitchProps {
  readonly counted: CountedSource;
  readonly onChoose: (counted: CountedSource) => void;
}

/** Where a service sends both, its requests are told twice: one of the two is shown. */
export function CountedSwitch({ counted, onChoose }: CountedSwitchProps) {
  return (
    <Segmented label="Of services that send both, these count" choices={CHOICES} chosen={counted} onChoose={onChoose} />
  );
}
