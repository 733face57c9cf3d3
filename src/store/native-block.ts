import { ByteWriter } from '../base/byte-writer.ts';

/**
 * ClickHouse's Native format, one block: what the engine itself keeps columns in, so that nothing is parsed.
 *
 *   varint columns, varint rows, then per column: string name, string type, data
 *
 * Source: clickhouse.com/docs/interfaces/formats/Native (2026-08) and ClickHouse SerializationLowCardinality.cpp.
 */
export interface NativeColumn {
  readonly name: string;
  readonly type: string;
  /** Appends the column's data; `rows` of them. */
  write(out: ByteWriter): void;
}

export function writeNativeBlock(rowCount: number, columns: readonly NativeColumn[]): Uint8Array {
  const out = new ByteWriter(64 * 1024);
  out.varint(columns.length);
  out.varint(rowCount);
  for (const column of columns) {
    out.string(column.name);
    out.string(column.type);
    column.write(out);
  }
  return out.written;
}

export function stringColumn(name: string, values: readonly string[]): NativeColumn {
  return {
    name,
    type: 'String',
    write(out) {
      for (const value of values) out.string(value);
    },
  };
}

export function int64Column(name: string, values: BigInt64Array): NativeColumn {
  return {
    name,
    type: 'Int64',
    write(out) {
      for (const value of values) out.i64(value);
    },
  };
}

/** The bytes of fixed-width values as they lie in memory: FixedString, UInt8, little-endian numbers. */
export function rawColumn(name: string, type: string, bytes: Uint8Array): NativeColumn {
  return { name, type, write: (out) => out.raw(bytes) };
}

export function lowCardinalityColumn(name: string, values: readonly string[]): NativeColumn {
  return {
    name,
    type: 'LowCardinality(String)',
    write(out) {
      out.u64(LOW_CARDINALITY_VERSION);
      writeLowCardinality(out, values);
    },
  };
}

/** A map column: row i owns the entries offsets[i] to offsets[i + 1] (offsets[0] = 0). */
export interface MapEntries<T> {
  readonly offsets: readonly number[];
  readonly keys: readonly string[];
  readonly values: readonly T[];
}

export function mapColumn<T>(
  name: string,
  valueType: string,
  entries: MapEntries<T>,
  writeValue: (out: ByteWriter, value: T) => void,
): NativeColumn {
  return {
    name,
    type: `Map(LowCardinality(String), ${valueType})`,
    write(out) {
      out.u64(LOW_CARDINALITY_VERSION);
      for (let row = 1; row < entries.offsets.length; row++) out.u64(BigInt(entries.offsets[row] ?? 0));
      if (entries.keys.length === 0) return;
      writeLowCardinality(out, entries.keys);
      for (const value of entries.values) writeValue(out, value);
    },
  };
}

const LOW_CARDINALITY_VERSION = 1n;
/** "Has additional keys" and "needs to update the dictionary": every block carries its own dictionary. */
const DICTIONARY_FLAGS = 0x600;
const INDEX_U16 = 1;
const INDEX_U32 = 2;

/** u64 flags and index width, u64 dictionary size, dictionary, u64 rows, indices. */
function writeLowCardinality(out: ByteWriter, values: readonly string[]): void {
  const indexOf = new Map<string, number>();
  const indices = new Uint32Array(values.length);
  values.forEach((value, row) => {
    let index = indexOf.get(value);
    if (index === undefined) {
      index = indexOf.size;
      indexOf.set(value, index);
    }
    indices[row] = index;
  });
  const isWide = indexOf.size > 0xffff;
  out.u64(BigInt(DICTIONARY_FLAGS | (isWide ? INDEX_U32 : INDEX_U16)));
  out.u64(BigInt(indexOf.size));
  for (const value of indexOf.keys()) out.string(value);
  out.u64(BigInt(values.length));
  for (const index of indices) {
    if (isWide) out.u32(index);
    else out.u16(index);
  }
}
