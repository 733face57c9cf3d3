import { fixed64Tag, lengthTag, type ProtobufReader, varintTag } from '../../base/protobuf-reader.ts';
import type { DecodeBudget } from './decode-budget.ts';
import { isMap, type OtlpArray, type OtlpAttribute, type OtlpMap, type OtlpValue } from './messages.ts';

/**
 * KeyValue and AnyValue in protobuf. `key_strindex` and `string_value_strindex` belong to profiles and read as absent,
 * as common.proto asks.
 */
export class ProtobufValues {
  readonly #reader: ProtobufReader;
  readonly #depthMax: number;
  readonly #budget: DecodeBudget;
  #isTooDeep = false;

  constructor(reader: ProtobufReader, depthMax: number, budget: DecodeBudget) {
    this.#reader = reader;
    this.#depthMax = depthMax;
    this.#budget = budget;
  }

  /** Whether a value since the last call was nested too deep. */
  takeTooDeep(): boolean {
    const was = this.#isTooDeep;
    this.#isTooDeep = false;
    return was;
  }

  /** Reads the KeyValue that follows. */
  attribute(depth = 0): OtlpAttribute {
    const reader = this.#reader;
    let key = '';
    let value: OtlpValue = null;
    this.#budget.take(1);
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          key = reader.string();
          break;
        case lengthTag(2):
          value = this.#value(value, depth);
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    return { key, value };
  }

  /** Reads the AnyValue that follows; `earlier` is what the same field held before. */
  value(earlier: OtlpValue): OtlpValue {
    return this.#value(earlier, 0);
  }

  /** `earlier` is what the same field held before: messages that come twice are merged, the last oneof member wins. */
  #value(earlier: OtlpValue, depth: number): OtlpValue {
    const reader = this.#reader;
    let value = earlier;
    const outerEnd = reader.enter();
    while (reader.hasMore()) {
      switch (reader.tag()) {
        case lengthTag(1):
          value = reader.string();
          break;
        case varintTag(2):
          value = reader.bool();
          break;
        case varintTag(3):
          value = reader.int64();
          break;
        case fixed64Tag(4):
          value = reader.double();
          break;
        case lengthTag(5):
          value = this.#array(Array.isArray(value) ? value : [], depth + 1);
          break;
        case lengthTag(6):
          value = this.#map(isMap(value) ? value : { entries: [] }, depth + 1);
          break;
        case lengthTag(7):
          value = reader.bytes();
          break;
        default:
          reader.skip();
      }
    }
    reader.leave(outerEnd);
    return value;
  }

  #array(values: OtlpArray, depth: number): OtlpArray {
    const reader = this.#reader;
    const outerEnd = reader.enter();
    while (this.#mayDescend(depth) && reader.hasMore()) {
      if (reader.tag() === lengthTag(1)) {
        this.#budget.take(1);
        values.push(this.#value(null, depth));
      } else reader.skip();
    }
    reader.leave(outerEnd);
    return values;
  }

  #map(map: OtlpMap, depth: number): OtlpMap {
    const reader = this.#reader;
    const outerEnd = reader.enter();
    while (this.#mayDescend(depth) && reader.hasMore()) {
      if (reader.tag() === lengthTag(1)) map.entries.push(this.attribute(depth));
      else reader.skip();
    }
    reader.leave(outerEnd);
    return map;
  }

  #mayDescend(depth: number): boolean {
    if (depth <= this.#depthMax) return true;
    this.#isTooDeep = true;
    return false;
  }
}
