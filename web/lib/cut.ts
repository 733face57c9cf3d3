const ELLIPSIS = '…';

/** Whether a cut before `index` would part the two halves of one character outside the basic plane. */
function splitsPair(text: string, index: number): boolean {
  const before = text.charCodeAt(index - 1);
  const after = text.charCodeAt(index);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

function head(text: string, length: number): string {
  return text.slice(0, length > 0 && splitsPair(text, length) ? length - 1 : length);
}

function tail(text: string, length: number): string {
  const start = text.length - length;
  return text.slice(splitsPair(text, start) ? start + 1 : start);
}

/** For ids and paths: the ends are what tells them apart. At most `charsMax` UTF-16 units, the ellipsis included. */
export function cutMiddle(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  if (charsMax < 3) return head(text, Math.max(0, charsMax - 1)) + ELLIPSIS;
  const kept = charsMax - 1;
  return head(text, Math.ceil(kept / 2)) + ELLIPSIS + tail(text, Math.floor(kept / 2));
}

/** For prose. */
export function cutEnd(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : head(text, Math.max(0, charsMax - 1)) + ELLIPSIS;
}
