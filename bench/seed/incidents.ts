import type { SeedAttributes } from './record.ts';
import type { ServiceName } from './services.ts';

export interface SeedException {
  readonly type: string;
  readonly message: string;
}

/** Something that went wrong where two columns meet, and only there; README.md tells of each. */
export interface Incident {
  readonly name: string;
  readonly service: ServiceName;
  /** Name of the spans it befalls. */
  readonly operation: string;
  /** Shares of the day between which it lasts. */
  readonly from: number;
  readonly to: number;
  readonly columns: readonly [SeedColumn, SeedColumn];
  readonly symptom: { readonly slowMs: number } | { readonly exception: SeedException };
}

export interface SeedColumn {
  readonly name: string;
  readonly value: string;
}

export const INCIDENTS: readonly Incident[] = [
  {
    name: 'slow checkout',
    service: 'checkout',
    operation: 'POST /api/checkout',
    from: 0.5,
    to: 0.75,
    columns: [
      { name: 'service.version', value: '1.4.2' },
      { name: 'cloud.region', value: 'eu-west-1' },
    ],
    symptom: { slowMs: 2_400 },
  },
  {
    name: 'failing charges',
    service: 'payment',
    operation: 'POST /api/charges',
    from: 0.7,
    to: 1,
    columns: [
      { name: 'app.payment.provider', value: 'paywave' },
      { name: 'app.payment.currency', value: 'GBP' },
    ],
    symptom: { exception: { type: 'ProviderError', message: 'amount_invalid: minor units expected' } },
  },
  {
    name: 'broken gallery',
    service: 'web',
    operation: 'documentLoad /product/:sku',
    from: 0.4,
    to: 1,
    columns: [
      { name: 'device.model.name', value: 'Pixel 7a' },
      { name: 'app.flag.new_gallery', value: 'on' },
    ],
    symptom: {
      exception: { type: 'TypeError', message: "Cannot read properties of undefined (reading 'naturalWidth')" },
    },
  },
];

/** What befalls a span of that service and name, whose own and resource's attributes are given. */
export function incidentOf(
  span: { readonly service: string; readonly name: string; readonly dayShare: number },
  ...attributes: readonly SeedAttributes[]
): Incident | undefined {
  return INCIDENTS.find(
    ({ service, operation, from, to, columns }) =>
      service === span.service &&
      operation === span.name &&
      from <= span.dayShare &&
      span.dayShare < to &&
      columns.every(({ name, value }) => attributes.some((list) => list[name] === value)),
  );
}
