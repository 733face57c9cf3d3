/** Of a service that sends both OpenTelemetry and X-Ray, whose spans count: they tell of the same requests. */
export const COUNTED_SOURCES = ['opentelemetry', 'xray'] as const;
export type CountedSource = (typeof COUNTED_SOURCES)[number];
