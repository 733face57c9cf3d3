import { ByteWriter } from '../base/byte-writer.ts';

/**
 * ClickHouse's Native format, one block: what the engine itself keeps columns in, so that nothing is parsed.
 *
 *   varint columns, varint rows, then per column: string name, string type, data
 *
 * Source: clickhouse.com/docs/interfaces/formats/Native (2026-08) and ClickHouse SerializationLowCardinality.cpp.
 */
export interface NativeBlock {
  readonly columnNames: readonly string[];
  readonly rowCount: number;
  /**
   * The block in pieces, encoded as they are asked for: a large block as a whole would hold the event loop for seconds.
   * A piece is valid until the next is asked for. Each call starts over.
   */
  pieces(): Iterable<Uint8Array>;
}

export interface NativeColumn {
  readonly name: string;
  readonly type: string;
  /** Appends the data of every row, and pauses wherever `out` is full. */
  write(out: ByteWriter): Iterable<void>;
}

/** Encoding this much takes some milliseconds. */
const PIECE_BYTES = 256 * 1024;

const isFull = (out: ByteWriter) => out.length >= PIECE_BYTES;

export function nativeBlock(rowCount: number, columns: readonly NativeColumn[]): NativeBlock {
  return {
    columnNames: columns.map((column) => column.name),
    rowCount,
    *pieces() {
      const out = new ByteWriter(PIECE_BYTES);
      out.varint(columns.length);
      out.varint(rowCount);
      for (const column of columns) {
        out.string(column.name);
        out.string(column.type);
        for (const _pause of column.write(out)) {
          yield out.written;
          out.clear();
        }
      }
      yield out.written;
    },
  };
}

export function stringColumn(name: string, values: readonly string[]): NativeColumn {
  return {
    name,
    type: 'String',
    *write(out) {
      for (const value of values) {
        out.string(value);
        if (isFull(out)) yield;
      }
    },
  };
}

/** The bytes of fixed-width values as they lie in memory: FixedString, UInt8, little-endian numbers. */
export function rawColumn(name: string, type: string, bytes: Uint8Array): NativeColumn {
  return { name, type, write: (out) => writeRaw(out, bytes) };
}

function* writeRaw(out: ByteWriter, bytes: Uint8Array): Iterable<void> {
  out.raw(bytes);
  if (isFull(out)) yield;
}

export function lowCardinalityColumn(name: string, values: readonly string[]): NativeColumn {
  return {
    name,
    type: 'LowCardinality(String)',
    *write(out) {
      out.u64(LOW_CARDINALITY_VERSION);
      yield* writeLowCardinality(out, values);
    },
  };
}

/** Row i owns the entries offsets[i] to offsets[i + 1] (offsets[0] = 0). */
export interface MapEntries<T> {
  readonly offsets: BigUint64Array;
  readonly keys: readonly string[];
  readonly values: readonly T[];
}

/** `collect` is called when the column's turn comes, so that the entries of one map at a time are in memory. */
export function mapColumn<T>(
  name: string,
  valueType: string,
  collect: () => MapEntries<T>,
  writeValue: (out: ByteWriter, value: T) => void,
): NativeColumn {
  return {
    name,
    type: `Map(LowCardinality(String), ${valueType})`,
    *write(out) {
      const { offsets, keys, values } = collect();
      out.u64(LOW_CARDINALITY_VERSION);
      yield* writeRaw(out, bytesOf(offsets.subarray(1)));
      if (keys.length === 0) return;
      yield* writeLowCardinality(out, keys);
      for (const value of values) {
        writeValue(out, value);
        if (isFull(out)) yield;
      }
    },
  };
}

const LOW_CARDINALITY_VERSION = 1n;
/** "Has additional keys" and "needs to update the dictionary": every block carries its own dictionary. */
const DICTIONARY_FLAGS = 0x600;
const INDEX_U16 = 1;
const INDEX_U32 = 2;

/** u64 flags and index width, u64 dictionary size, dictionary, u64 rows, indices. */
function* writeLowCardinality(out: ByteWriter, values: readonly string[]): Iterable<void> {
  const indexOf = new Map<string, number>();
  const indices = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? '';
    let index = indexOf.get(value);
    if (index === undefined) {
      index = indexOf.size;
      indexOf.set(value, index);
    }
    indices[row] = index;
  }
  const isWide = indexOf.size > 0xffff;
  out.u64(BigInt(DICTIONARY_FLAGS | (isWide ? INDEX_U32 : INDEX_U16)));
  out.u64(BigInt(indexOf.size));
  for (const value of indexOf.keys()) {
    out.string(value);
    if (isFull(out)) yield;
  }
  out.u64(BigInt(values.length));
  yield* writeRaw(out, bytesOf(isWide ? indices : Uint16Array.from(indices)));
}

/** Little-endian, as is every machine that chDB is built for. */
export function bytesOf(values: Uint16Array | Uint32Array | Float64Array | BigInt64Array | BigUint64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
