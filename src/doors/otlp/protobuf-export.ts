import { lengthTag, ProtobufError, ProtobufReader, type Range, varintTag } from '../../base/protobuf-reader.ts';
import { type DecodeBudget, ROW_UNITS } from './decode-budget.ts';
import {
  emptyEntityRef,
  emptyResource,
  emptyScope,
  type OtlpEntityRef,
  type OtlpResource,
  type OtlpResourceGroup,
  type OtlpScope,
  type OtlpScopeGroup,
  type RecordMarks,
} from './messages.ts';
import { ProtobufValues } from './protobuf-values.ts';

/** Reads one kind of record. */
export interface ProtobufRecords<OtlpRecord> {
  empty(): OtlpRecord;
  /** Fills the record from the message the reader is narrowed to; what was read before an error stays in it. */
  read(record: OtlpRecord): void;
}

export type MakeProtobufRecords<OtlpRecord> = (
  reader: ProtobufReader,
  values: ProtobufValues,
  budget: DecodeBudget,
) => ProtobufRecords<OtlpRecord>;

/**
 * Export<Signal>ServiceRequest in protobuf: the containers have the same field numbers for every signal. Each is read
 * twice: first what all its children share (fields come in any order, and a singular message that comes twice is merged),
 * then the children.
 * Throws ProtobufError where anything outside a record is damaged; a damaged record is marked and its neighbours go on.
 */
export class ProtobufExport<OtlpRecord extends RecordMarks> {
  readonly #reader: ProtobufReader;
  readonly #values: ProtobufValues;
  readonly #records: ProtobufRecords<OtlpRecord>;
  readonly #budget: DecodeBudget;

  constructor(body: Uint8Array, depthMax: number, budget: DecodeBudget, makeRecords: MakeProtobufRecords<OtlpRecord>) {
    this.#reader = new ProtobufReader(body);
    this.#values = new ProtobufValues(this.#reader, depthMax, budget);
    this.#records = makeRecords(this.#reader, this.#values, budget);
    this.#budget = budget;
  }

  get repairedStringCount(): number {
    return this.#reader.repairedStringCount;
  }

  *resources(): Generator<OtlpResourceGroup<OtlpRecord>> {
    const reader = this.#reader;
    const ranges: Range[] = [];
    while (reader.hasMore()) {
      if (reader.tag() === lengthTag(1)) ranges.push(this.#childRange());
      else reader.skip();
    }
    for (const range of ranges) {
      reader.seek(range);
      yield this.#resourceGroup();
    }
  }

  #childRange(): Range {
    this.#budget.take(ROW_UNITS);
    return this.#reader.range();
  }

  #resourceGroup(): OtlpResourceGroup<OtlpRecord> {
    const reader = this.#reader;
    const resource = emptyResource();
    const scopeRanges: Range[] = [];
    let schemaUrl = '';
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          this.#resource(resource);
          break;
        case lengthTag(2):
          scopeRanges.push(this.#childRange());
          break;
        case lengthTag(3):
          schemaUrl = reader.string();
          break;
        default:
          reader.skip();
      }
    }
    return { resource, schemaUrl, scopes: this.#scopesOf(scopeRanges) };
  }

  *#scopesOf(ranges: readonly Range[]): Generator<OtlpScopeGroup<OtlpRecord>> {
    for (const range of ranges) {
      this.#reader.seek(range);
      yield this.#scopeGroup();
    }
  }

  #scopeGroup(): OtlpScopeGroup<OtlpRecord> {
    const reader = this.#reader;
    const scope = emptyScope();
    const recordRanges: Range[] = [];
    let schemaUrl = '';
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          this.#scope(scope);
          break;
        case lengthTag(2):
          recordRanges.push(this.#childRange());
          break;
        case lengthTag(3):
          schemaUrl = reader.string();
          break;
        default:
          reader.skip();
      }
    }
    return { scope, schemaUrl, records: this.#recordsOf(recordRanges) };
  }

  *#recordsOf(ranges: readonly Range[]): Generator<OtlpRecord> {
    for (const range of ranges) {
      this.#reader.seek(range);
      const record = this.#records.empty();
      try {
        this.#records.read(record);
      } catch (error) {
        if (!(error instanceof ProtobufError)) throw error;
        record.isMalformed = true;
      }
      if (this.#values.takeTooDeep()) record.isTooDeep = true;
      yield record;
    }
  }

  #resource(resource: OtlpResource): void {
    const reader = this.#reader;
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          resource.attributes.push(this.#values.attribute());
          break;
        case varintTag(2):
          resource.droppedAttributesCount = reader.uint32();
          break;
        case lengthTag(3):
          resource.entityRefs.push(this.#entityRef());
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    resource.isTooDeep = this.#values.takeTooDeep() || resource.isTooDeep;
  }

  #entityRef(): OtlpEntityRef {
    const reader = this.#reader;
    const ref = emptyEntityRef();
    const outerEnd = reader.enter();
    this.#budget.take(1);
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          ref.schemaUrl = reader.string();
          break;
        case lengthTag(2):
          ref.type = reader.string();
          break;
        case lengthTag(3):
          this.#budget.take(1);
          ref.idKeys.push(reader.string());
          break;
        case lengthTag(4):
          this.#budget.take(1);
          ref.descriptionKeys.push(reader.string());
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    return ref;
  }

  #scope(scope: OtlpScope): void {
    const reader = this.#reader;
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          scope.name = reader.string();
          break;
        case lengthTag(2):
          scope.version = reader.string();
          break;
        case lengthTag(3):
          scope.attributes.push(this.#values.attribute());
          break;
        case varintTag(4):
          scope.droppedAttributesCount = reader.uint32();
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    scope.isTooDeep = this.#values.takeTooDeep() || scope.isTooDeep;
  }
}
