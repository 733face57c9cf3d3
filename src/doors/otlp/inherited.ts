import { cutUtf8 } from '../../base/text.ts';
import { COLUMN_NAMES } from '../../model/columns.ts';
import { ATTRIBUTE_BOOL, ATTRIBUTE_INT, ATTRIBUTE_STRING, type EventAttribute } from '../../model/event-batch.ts';
import type { RecordLimits } from '../../model/limits.ts';
import { listAttributes, listEntries, type RateUse } from './attribute-list.ts';
import type { OtlpEntityRef, OtlpResource, OtlpScope, OtlpValue } from './messages.ts';

/** What every row of one scope of one resource has in common. */
export interface Inherited {
  readonly resource: PreparedResource;
  /** Those of `entries` that are the scope's. */
  readonly scopeEntries: readonly EventAttribute[];
  readonly dataset: string;
  /** `service.name` of the resource as sent; '' if it has none or no text. */
  readonly service: string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  /** What wins over a row's inherited attributes stands first. */
  readonly entries: readonly EventAttribute[];
  /** Attributes sent, resource and scope together. */
  readonly attributeCount: number;
  readonly cutNames: readonly string[];
  readonly weight: number | undefined;
  /** A value is nested too deep: no record of this scope can be kept whole. */
  readonly isTooDeep: boolean;
}

export interface PreparedResource {
  readonly dataset: string;
  readonly service: string;
  readonly entries: readonly EventAttribute[];
  readonly attributeCount: number;
  readonly cutNames: readonly string[];
  readonly weight: number | undefined;
  readonly isTooDeep: boolean;
}

/** Source: husky 0.43 otlp/common.go isInstrumentationLibrary. */
const INSTRUMENTATION_PREFIXES = [
  'io.opentelemetry',
  'opentelemetry.instrumentation',
  'OpenTelemetry.Instrumentation',
  'OpenTelemetry::Instrumentation',
  'go.opentelemetry.io/contrib/instrumentation',
  '@opentelemetry/instrumentation',
  'io.opentelemetry.contrib.php',
  'github.com/open-telemetry/opentelemetry-collector',
  '@honeycombio/',
];

/** What differs between the signals. */
export interface InheritRules {
  readonly limits: RecordLimits;
  /** From `service.name`, '' where there is none. */
  readonly datasetOf: (service: string) => string;
  readonly rates: RateUse;
}

export function prepareResource(
  resource: OtlpResource,
  schemaUrl: string,
  { limits, datasetOf, rates }: InheritRules,
): PreparedResource {
  const serviceName = resource.attributes.find(({ key }) => key === COLUMN_NAMES.service)?.value;
  const service = typeof serviceName === 'string' ? cutUtf8(serviceName, limits.valueBytesMax) : '';
  const list = listAttributes(resource.attributes, limits, rates);
  const fixed: EventAttribute[] = [];
  if (schemaUrl !== '') fixed.push(text('resource.schema_url', schemaUrl, limits));
  if (resource.droppedAttributesCount !== 0) {
    fixed.push(count('resource.dropped_attributes_count', resource.droppedAttributesCount));
  }
  if (resource.entityRefs.length > 0) {
    fixed.push(...listEntries('resource.entity_refs', resource.entityRefs.map(entityRefValue)));
  }
  return {
    dataset: datasetOf(service),
    service,
    // The text of service.name is a column.
    entries: [
      ...fixed,
      ...list.entries.filter(({ key }) => key !== COLUMN_NAMES.service || typeof serviceName !== 'string'),
    ],
    attributeCount: list.count,
    cutNames: list.cutNames,
    weight: list.weight,
    isTooDeep: resource.isTooDeep,
  };
}

export function inherit(
  resource: PreparedResource,
  scope: OtlpScope,
  schemaUrl: string,
  { limits, rates }: InheritRules,
): Inherited {
  const list = listAttributes(scope.attributes, limits, rates);
  const fixed: EventAttribute[] = [];
  if (INSTRUMENTATION_PREFIXES.some((prefix) => scope.name.startsWith(prefix))) {
    fixed.push({ key: 'telemetry.instrumentation_library', type: ATTRIBUTE_BOOL, value: true });
  }
  if (schemaUrl !== '') fixed.push(text('scope.schema_url', schemaUrl, limits));
  if (scope.droppedAttributesCount !== 0) {
    fixed.push(count('scope.dropped_attributes_count', scope.droppedAttributesCount));
  }
  const scopeName = cutUtf8(scope.name, limits.valueBytesMax);
  const scopeVersion = cutUtf8(scope.version, limits.valueBytesMax);
  const cutNames = [...list.cutNames, ...resource.cutNames];
  if (scopeName !== scope.name) cutNames.push(COLUMN_NAMES.scopeName);
  if (scopeVersion !== scope.version) cutNames.push(COLUMN_NAMES.scopeVersion);
  const scopeEntries = [...fixed, ...list.entries];
  return {
    resource,
    scopeEntries,
    dataset: resource.dataset,
    service: resource.service,
    scopeName,
    scopeVersion,
    entries: [...scopeEntries, ...resource.entries],
    attributeCount: list.count + resource.attributeCount,
    cutNames,
    weight: list.weight ?? resource.weight,
    isTooDeep: scope.isTooDeep || resource.isTooDeep,
  };
}

function text(key: string, value: string, limits: RecordLimits): EventAttribute {
  return { key, type: ATTRIBUTE_STRING, value: cutUtf8(value, limits.valueBytesMax) };
}

function count(key: string, value: number): EventAttribute {
  return { key, type: ATTRIBUTE_INT, value: BigInt(value) };
}

function entityRefValue(ref: OtlpEntityRef): OtlpValue {
  return {
    entries: [
      { key: 'schema_url', value: ref.schemaUrl },
      { key: 'type', value: ref.type },
      { key: 'id_keys', value: ref.idKeys },
      { key: 'description_keys', value: ref.descriptionKeys },
    ],
  };
}
