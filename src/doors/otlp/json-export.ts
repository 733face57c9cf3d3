import { type DecodeBudget, ROW_UNITS } from './decode-budget.ts';
import { asObject, JsonFields, type JsonObject, JsonShapeError } from './json-fields.ts';
import type { JsonRequest } from './json-request.ts';
import { JsonValues } from './json-values.ts';
import {
  emptyResource,
  emptyScope,
  type OtlpEntityRef,
  type OtlpResource,
  type OtlpResourceGroup,
  type OtlpScope,
  type OtlpScopeGroup,
  type RecordMarks,
} from './messages.ts';

/** The lists a request is made of, from the outermost in. */
export interface JsonListNames {
  readonly resources: string;
  readonly scopes: string;
  readonly records: string;
}

/** Reads one kind of record. */
export interface JsonRecords<OtlpRecord> {
  empty(): OtlpRecord;
  /** Fills the record; what was read before an error stays in it. */
  read(object: JsonObject, record: OtlpRecord): void;
}

export type MakeJsonRecords<OtlpRecord> = (
  fields: JsonFields,
  values: JsonValues,
  budget: DecodeBudget,
) => JsonRecords<OtlpRecord>;

/**
 * Export<Signal>ServiceRequest in OTLP's JSON. Throws JsonShapeError where anything outside a record has a wrong shape; a
 * record of a wrong shape is marked and its neighbours go on.
 */
export class JsonExport<OtlpRecord extends RecordMarks> {
  readonly #request: JsonObject;
  readonly #names: JsonListNames;
  readonly #fields: JsonFields;
  readonly #values: JsonValues;
  readonly #records: JsonRecords<OtlpRecord>;
  readonly #budget: DecodeBudget;

  constructor(
    request: JsonRequest,
    names: JsonListNames,
    depthMax: number,
    budget: DecodeBudget,
    makeRecords: MakeJsonRecords<OtlpRecord>,
  ) {
    this.#request = request.object;
    this.#names = names;
    this.#fields = new JsonFields(request.mayHoldBadUtf8);
    this.#values = new JsonValues(this.#fields, depthMax, budget);
    this.#records = makeRecords(this.#fields, this.#values, budget);
    this.#budget = budget;
  }

  get repairedStringCount(): number {
    return this.#fields.repairedStringCount;
  }

  *resources(): Generator<OtlpResourceGroup<OtlpRecord>> {
    for (const object of this.#children(this.#request, this.#names.resources)) {
      yield {
        resource: this.#resource(this.#fields.get(object, 'resource')),
        schemaUrl: this.#fields.string(object, 'schemaUrl'),
        scopes: this.#scopesOf(object),
      };
    }
  }

  *#scopesOf(resourceGroup: JsonObject): Generator<OtlpScopeGroup<OtlpRecord>> {
    for (const object of this.#children(resourceGroup, this.#names.scopes)) {
      yield {
        scope: this.#scope(this.#fields.get(object, 'scope')),
        schemaUrl: this.#fields.string(object, 'schemaUrl'),
        records: this.#recordsOf(this.#fields.list(object, this.#names.records)),
      };
    }
  }

  *#children(parent: JsonObject, name: string): Generator<JsonObject> {
    for (const item of this.#fields.list(parent, name)) {
      this.#budget.take(ROW_UNITS);
      yield asObject(item, `an entry of ${name}`);
    }
  }

  *#recordsOf(items: readonly unknown[]): Generator<OtlpRecord> {
    for (const item of items) {
      this.#budget.take(ROW_UNITS);
      const record = this.#records.empty();
      try {
        this.#records.read(asObject(item, 'a record'), record);
      } catch (error) {
        if (!(error instanceof JsonShapeError)) throw error;
        record.isMalformed = true;
      }
      if (this.#values.takeTooDeep()) record.isTooDeep = true;
      yield record;
    }
  }

  #resource(value: unknown): OtlpResource {
    if (value === undefined) return emptyResource();
    const object = asObject(value, 'resource');
    return {
      attributes: this.#values.attributes(object, 'attributes'),
      droppedAttributesCount: this.#fields.uint32(object, 'droppedAttributesCount'),
      entityRefs: this.#fields.list(object, 'entityRefs').map((item) => this.#entityRef(item)),
      isTooDeep: this.#values.takeTooDeep(),
    };
  }

  #entityRef(item: unknown): OtlpEntityRef {
    const object = asObject(item, 'an entry of entityRefs');
    const texts = (name: string) => this.#fields.list(object, name).map((text) => this.#fields.text(text, name));
    return {
      schemaUrl: this.#fields.string(object, 'schemaUrl'),
      type: this.#fields.string(object, 'type'),
      idKeys: texts('idKeys'),
      descriptionKeys: texts('descriptionKeys'),
    };
  }

  #scope(value: unknown): OtlpScope {
    if (value === undefined) return emptyScope();
    const object = asObject(value, 'scope');
    return {
      name: this.#fields.string(object, 'name'),
      version: this.#fields.string(object, 'version'),
      attributes: this.#values.attributes(object, 'attributes'),
      droppedAttributesCount: this.#fields.uint32(object, 'droppedAttributesCount'),
      isTooDeep: this.#values.takeTooDeep(),
    };
  }
}
