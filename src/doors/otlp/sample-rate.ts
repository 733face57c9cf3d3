import type { OtlpAttribute, OtlpValue } from './messages.ts';

/** Source: husky 0.43 otlp/common.go getSampleRateFromAnyValue. */
export const SAMPLE_RATE_MAX = 2_147_483_647;

/** The two spellings that carry a rate, the preferred one first; others are ordinary attributes. */
const RATE_KEYS = ['sampleRate', 'SampleRate'] as const;

interface SampleRate {
  readonly weight: number;
  /** The value was a number or the text of one: the attribute is not kept besides. */
  readonly isReadable: boolean;
}

/** Whether the attribute is taken as a rate. */
export function isRate({ key, value }: OtlpAttribute): boolean {
  return (key === RATE_KEYS[0] || key === RATE_KEYS[1]) && readSampleRate(value)?.isReadable === true;
}

/** How many spans the attributes say one stands for; undefined if they do not say. */
export function weightOf(attributes: readonly OtlpAttribute[]): number | undefined {
  for (const key of RATE_KEYS) {
    const found = attributes.find((attribute) => attribute.key === key);
    const rate = found && readSampleRate(found.value);
    if (rate) return rate.weight;
  }
  return undefined;
}

/** Rounds half up; what is not above zero counts once. undefined for a kind of value that is no rate at all. */
function readSampleRate(value: OtlpValue): SampleRate | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const rate = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(rate)) return { weight: 1, isReadable: false };
  return { weight: Math.min(Math.max(Math.floor(rate + 0.5), 1), SAMPLE_RATE_MAX), isReadable: true };
}
