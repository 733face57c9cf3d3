/**
 * Protobuf written from its last byte to its first: when a message's length is due, its content stands there already.
 * So within a message, fields and list items are written last first.
 *
 *     [ free ............ | tag length content tag length content ]
 *                         ^ at
 */
export class BackwardWriter {
  #bytes: Buffer;
  #at: number;

  constructor(capacity = 1 << 20) {
    this.#bytes = Buffer.allocUnsafe(capacity);
    this.#at = capacity;
  }

  /** What has been written, as a copy; the writer is empty again. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = Uint8Array.from(this.#bytes.subarray(this.#at));
    this.#at = this.#bytes.length;
    return taken;
  }

  message(field: number, write: () => void): void {
    const end = this.#bytes.length - this.#at;
    write();
    this.#length(field, this.#bytes.length - this.#at - end);
  }

  string(field: number, text: string): void {
    const byteCount = Buffer.byteLength(text);
    this.#reserve(byteCount);
    this.#at -= byteCount;
    this.#bytes.write(text, this.#at);
    this.#length(field, byteCount);
  }

  hex(field: number, digits: string): void {
    this.#reserve(digits.length / 2);
    this.#at -= digits.length / 2;
    this.#bytes.write(digits, this.#at, 'hex');
    this.#length(field, digits.length / 2);
  }

  /** Up to 2^53; a negative one takes ten bytes, as int64 does. */
  varint(field: number, value: number): void {
    if (value < 0) this.#varint64(BigInt.asUintN(64, BigInt(value)));
    else this.#varint(value);
    this.#varint(field * 8);
  }

  double(field: number, value: number): void {
    this.#double(value);
    this.#varint(field * 8 + 1);
  }

  /** Also of a signed one, which is not negative. */
  fixed64(field: number, value: bigint): void {
    this.#fixed64(value);
    this.#varint(field * 8 + 1);
  }

  packedDoubles(field: number, values: readonly number[]): void {
    for (let index = values.length - 1; index >= 0; index--) this.#double(values[index] ?? 0);
    this.#length(field, values.length * 8);
  }

  packedFixed64(field: number, values: readonly number[]): void {
    for (let index = values.length - 1; index >= 0; index--) this.#fixed64(BigInt(values[index] ?? 0));
    this.#length(field, values.length * 8);
  }

  #double(value: number): void {
    this.#reserve(8);
    this.#at -= 8;
    this.#bytes.writeDoubleLE(value, this.#at);
  }

  #fixed64(value: bigint): void {
    this.#reserve(8);
    this.#at -= 8;
    this.#bytes.writeBigUInt64LE(value, this.#at);
  }

  #length(field: number, byteCount: number): void {
    this.#varint(byteCount);
    this.#varint(field * 8 + 2);
  }

  #varint(value: number): void {
    this.#reserve(8);
    let byteCount = 1;
    for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) byteCount++;
    this.#at -= byteCount;
    let rest = value;
    for (let index = 0; index < byteCount; index++) {
      this.#bytes[this.#at + index] = index < byteCount - 1 ? (rest % 128) | 128 : rest;
      rest = Math.floor(rest / 128);
    }
  }

  #varint64(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
    this.#reserve(bytes.length);
    this.#at -= bytes.length;
    this.#bytes.set(bytes, this.#at);
  }

  #reserve(byteCount: number): void {
    if (byteCount <= this.#at) return;
    const used = this.#bytes.length - this.#at;
    const grown = Buffer.allocUnsafe((used + byteCount) * 2);
    this.#bytes.copy(grown, grown.length - used, this.#at);
    this.#bytes = grown;
    this.#at = grown.length - used;
  }
}
