import { isUtf8 } from 'node:buffer';
import { TextPool } from './text-pool.ts';

/** The bytes are not a protobuf message. A value for callers to catch: bad input, not a bug. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_LENGTH = 2;
const WIRE_GROUP_START = 3;
const WIRE_GROUP_END = 4;
const WIRE_FIXED32 = 5;

/** Tags as `switch` labels: a known field with a foreign wire type matches none of them and is skipped as unknown. */
export const varintTag = (field: number): number => field * 8 + WIRE_VARINT;
export const fixed64Tag = (field: number): number => field * 8 + WIRE_FIXED64;
export const lengthTag = (field: number): number => field * 8 + WIRE_LENGTH;
export const fixed32Tag = (field: number): number => field * 8 + WIRE_FIXED32;

export const fieldOf = (tag: number): number => tag >>> 3;

/** One for all readers: every export of a service says what the one before it said. */
const TEXTS = new TextPool();

/** A stretch of bytes. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads one protobuf message by hand: the caller loops `while (hasMore()) switch (tag())`, calls `skip()` for what it
 * does not know, and goes into sub-messages with `enter()` and `leave()`. Every overrun throws ProtobufError.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */
export class ProtobufReader {
  /** Strings that were not UTF-8; each bad sequence became U+FFFD. */
  repairedStringCount = 0;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  #at = 0;
  #end: number;
  #tag = 0;
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = bytes.byteLength;
  }

  hasMore(): boolean {
    return this.#at < this.#end;
  }

  tag(): number {
    this.#readVarint();
    const tag = this.#low >>> 0;
    if (this.#high !== 0 || tag < 8) throw new ProtobufError('a tag names no field');
    this.#tag = tag;
    return tag;
  }

  /** Narrows the reader to the sub-message that follows; returns what `leave` needs to widen it again. */
  enter(): number {
    const outerEnd = this.#end;
    this.#end = this.#length();
    return outerEnd;
  }

  leave(outerEnd: number): void {
    this.#at = this.#end;
    this.#end = outerEnd;
  }

  /** Where the sub-message that follows lies; reading goes on behind it. */
  range(): Range {
    const end = this.#length();
    const range = { start: this.#at, end };
    this.#at = end;
    return range;
  }

  /** Narrows the reader to a range got before. */
  seek(range: Range): void {
    this.#at = range.start;
    this.#end = range.end;
  }

  uint32(): number {
    this.#readVarint();
    return this.#low >>> 0;
  }

  int32(): number {
    this.#readVarint();
    return this.#low | 0;
  }

  bool(): boolean {
    this.#readVarint();
    return (this.#low | this.#high) !== 0;
  }

  int64(): bigint {
    this.#readVarint();
    const low = BigInt(this.#low >>> 0);
    return this.#high === 0 ? low : (BigInt(this.#high | 0) << 32n) | low;
  }

  uint64(): bigint {
    return BigInt.asUintN(64, this.int64());
  }

  /** Zigzag: 0, -1, 1, -2, ... */
  sint32(): number {
    this.#readVarint();
    return (this.#low >>> 1) ^ -(this.#low & 1);
  }

  fixed32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  sfixed64(): bigint {
    return this.#view.getBigInt64(this.#advance(8), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  /** A view of the input, not a copy. */
  bytes(): Uint8Array {
    const end = this.#length();
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return bytes;
  }

  string(): string {
    const end = this.#length();
    const start = this.#at;
    this.#at = end;
    const known = TEXTS.take(this.#bytes, start, end);
    if (known !== undefined) return known;
    const text = this.#bytes.toString('utf8', start, end);
    if (text.includes('\uFFFD') && !isUtf8(this.#bytes.subarray(start, end))) this.repairedStringCount++;
    return text;
  }

  /** Passes over the value of the tag read last. Groups nest without recursion. */
  skip(): void {
    let openGroupCount = 0;
    do {
      switch (this.#tag & 7) {
        case WIRE_VARINT:
          this.#readVarint();
          break;
        case WIRE_FIXED64:
          this.#advance(8);
          break;
        case WIRE_LENGTH:
          this.#at = this.#length();
          break;
        case WIRE_GROUP_START:
          openGroupCount++;
          break;
        case WIRE_GROUP_END:
          if (--openGroupCount < 0) throw new ProtobufError('a group ends that never began');
          break;
        case WIRE_FIXED32:
          this.#advance(4);
          break;
        default:
          throw new ProtobufError('a wire type is unknown');
      }
      if (openGroupCount > 0) this.tag();
    } while (openGroupCount > 0);
  }

  /** Reads a length; returns where the value ends and leaves the reader at its first byte. */
  #length(): number {
    this.#readVarint();
    const length = this.#low >>> 0;
    if (this.#high !== 0 || length > this.#end - this.#at) throw new ProtobufError('a length runs past the end');
    return this.#at + length;
  }

  #advance(byteCount: number): number {
    const start = this.#at;
    if (byteCount > this.#end - start) throw new ProtobufError('a value runs past the end');
    this.#at = start + byteCount;
    return start;
  }

  /** Leaves the 64 bits in #low and #high; a number cannot hold them and a bigint per field is dear. */
  #readVarint(): void {
    let low = 0;
    let high = 0;
    for (let index = 0; index < 10; index++) {
      const byte = this.#bytes[this.#advance(1)] ?? 0;
      const bits = byte & 0x7f;
      // 7 bits a byte: bytes 0 to 3 are the low half's, byte 4 is shared (4 bits low, 3 high), 5 to 9 the high half's.
      if (index < 4) low |= bits << (7 * index);
      else if (index === 4) {
        low |= bits << 28;
        high |= bits >>> 4;
      } else high |= bits << (7 * index - 32);
      if (byte < 0x80) {
        this.#low = low;
        this.#high = high;
        return;
      }
    }
    throw new ProtobufError('a varint is longer than 10 bytes');
  }
}
