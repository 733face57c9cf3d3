import type { RejectionReason } from '../../model/rejections.ts';
import { isObject } from './json.ts';

export type DatagramResult =
  | { readonly ok: true; readonly document: string }
  | { readonly ok: false; readonly reason: RejectionReason };

const NEWLINE = 0x0a;
/** Real headers have some 30 bytes. */
const HEADER_BYTES_MAX = 1_024;

/**
 * A header in JSON, a newline, one document: `{"format":"json","version":1}\n{...}`. Go and Java put spaces into the header.
 * Source: aws-xray-daemon pkg/processor and pkg/tracesegment (3.3.14): nothing but the header is checked.
 */
export function readDatagram(bytes: Buffer): DatagramResult {
  const end = bytes.indexOf(NEWLINE);
  if (end < 0) return { ok: false, reason: 'header-missing' };
  if (end > HEADER_BYTES_MAX || !isHeader(bytes.toString('utf8', 0, end)))
    return { ok: false, reason: 'header-invalid' };
  const document = bytes.toString('utf8', end + 1);
  return document.trim() === '' ? { ok: false, reason: 'record-empty' } : { ok: true, document };
}

function isHeader(text: string): boolean {
  const header = parse(text);
  if (!isObject(header) || typeof header.format !== 'string') return false;
  return header.format.toLowerCase() === 'json' && header.version === 1;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Bad data is a value: the datagram is counted by its reason.
    return undefined;
  }
}
