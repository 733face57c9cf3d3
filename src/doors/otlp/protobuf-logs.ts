import {
  fieldOf,
  fixed32Tag,
  fixed64Tag,
  lengthTag,
  type ProtobufReader,
  varintTag,
} from '../../base/protobuf-reader.ts';
import { emptyLogRecord, type OtlpLogRecord } from './log-messages.ts';
import type { ProtobufRecords } from './protobuf-export.ts';
import type { ProtobufValues } from './protobuf-values.ts';

const LAST_FIELD = 12;

/** LogRecord in protobuf. */
export class ProtobufLogs implements ProtobufRecords<OtlpLogRecord> {
  readonly #reader: ProtobufReader;
  readonly #values: ProtobufValues;

  constructor(reader: ProtobufReader, values: ProtobufValues) {
    this.#reader = reader;
    this.#values = values;
  }

  empty(): OtlpLogRecord {
    return emptyLogRecord();
  }

  read(record: OtlpLogRecord): void {
    while (this.#reader.hasMore()) this.#field(record, this.#reader.tag());
  }

  #field(record: OtlpLogRecord, tag: number): void {
    const reader = this.#reader;
    switch (tag) {
      case fixed64Tag(1):
        record.timeUnixNano = reader.fixed64();
        break;
      case varintTag(2):
        record.severityNumber = reader.int32();
        break;
      case lengthTag(3):
        record.severityText = reader.string();
        break;
      case lengthTag(5):
        record.body = this.#values.value(record.body ?? null);
        break;
      case lengthTag(6):
        record.attributes.push(this.#values.attribute());
        break;
      case varintTag(7):
        record.droppedAttributesCount = reader.uint32();
        break;
      case fixed32Tag(8):
        record.flags = reader.fixed32();
        break;
      case lengthTag(9):
        record.traceId = reader.bytes();
        break;
      case lengthTag(10):
        record.spanId = reader.bytes();
        break;
      case fixed64Tag(11):
        record.observedTimeUnixNano = reader.fixed64();
        break;
      case lengthTag(12):
        record.eventName = reader.string();
        break;
      default:
        record.isForeign ||= fieldOf(tag) <= LAST_FIELD;
        reader.skip();
    }
  }
}
