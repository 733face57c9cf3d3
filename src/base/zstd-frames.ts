const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const BLOCK_RLE = 1;
const BLOCK_RESERVED = 3;

export type ZstdCheck = 'ok' | 'malformed' | 'too-large';

/** The window every decoder should support, however little it may give out. Source: RFC 8878, 3.1.1.1.2. */
const WINDOW_BYTES = 8 * 2 ** 20;

/**
 * Walks the frames and block headers of a zstd stream without decompressing. Tells of a cut or foreign input, of a frame
 * that declares more content than `bytesMax`, and of one whose window would take more memory than that.
 * Source: RFC 8878, 3.1.
 */
export function checkZstdFrames(bytes: Uint8Array, bytesMax: number): ZstdCheck {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 0) return 'malformed';
  let at = 0;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) return 'malformed';
    const magic = view.getUint32(at, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    if (magic !== MAGIC) return 'malformed';
    const header = readFrameHeader(view, at + 4);
    if (header === undefined) return 'malformed';
    if (header.contentBytes > bytesMax || header.windowBytes > Math.max(bytesMax, WINDOW_BYTES)) return 'too-large';
    const end = blocksEnd(view, header.end);
    if (end === undefined) return 'malformed';
    at = end + (header.hasChecksum ? 4 : 0);
  }
  return at === bytes.length ? 'ok' : 'malformed';
}

interface FrameHeader {
  readonly end: number;
  /** 0 where the frame does not declare it. */
  readonly contentBytes: number;
  readonly windowBytes: number;
  readonly hasChecksum: boolean;
}

function readFrameHeader(view: DataView, start: number): FrameHeader | undefined {
  const flags = view.getUint8(start);
  const isSingleSegment = (flags & 0x20) !== 0;
  const hasReservedBit = (flags & 0x08) !== 0;
  const needsDictionary = (flags & 0x03) !== 0;
  if (hasReservedBit || needsDictionary) return undefined;
  const windowField = isSingleSegment ? 0 : 1;
  const sizeFlag = flags >> 6;
  const contentField = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
  const end = start + 1 + windowField + contentField;
  if (end > view.byteLength) return undefined;
  const contentBytes = contentSize(view, start + 1 + windowField, contentField);
  return {
    end,
    contentBytes,
    windowBytes: isSingleSegment ? contentBytes : windowSize(view.getUint8(start + 1)),
    hasChecksum: (flags & 0x04) !== 0,
  };
}

/** 2^(10 + exponent), plus eighths of it. */
function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(view: DataView, at: number, byteCount: number): number {
  switch (byteCount) {
    case 0:
      return 0;
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}

/** Where the last block of a frame ends; undefined if it runs past the input. */
function blocksEnd(view: DataView, start: number): number | undefined {
  let at = start;
  for (;;) {
    if (at + 3 > view.byteLength) return undefined;
    const header = view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getUint8(at + 2) << 16);
    const type = (header >> 1) & 3;
    if (type === BLOCK_RESERVED) return undefined;
    at += 3 + (type === BLOCK_RLE ? 1 : header >> 3);
    if (at > view.byteLength) return undefined;
    if ((header & 1) === 1) return at;
  }
}
