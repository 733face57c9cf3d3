/** Longer texts group by their beginning: what differs is data by then, and every pattern below stays cheap. */
const CHARS_MAX = 8_000;

/** A piece of text with what a variable part of it becomes. Applied in order; the order matters. */
type Rule = readonly [pattern: RegExp, replace: string | ((match: string) => string)];

// Protected letters and digits wait in a private-use block, where no later rule finds them.
const PROTECTED_BASE = 0xe000;
const hide = (text: string): string =>
  text.replace(/[0-9A-Za-z]/g, (char) => String.fromCharCode(PROTECTED_BASE + char.charCodeAt(0)));
const show = (text: string): string =>
  text.replace(/[\ue030-\ue07a]/g, (char) => String.fromCharCode(char.charCodeAt(0) - PROTECTED_BASE));

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}';
const WEEKDAY = '(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},? )?';
const CLOCK = '\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?';
const ZONE = '(?: ?(?:Z|UTC|GMT|[+-]\\d{2}:?\\d{2}))?';

/** Status and error codes: they tell failures apart. Source: docs.rollbar.com "Grouping Algorithm", 2026-07. */
const CODES: readonly Rule[] = [
  [
    /(?<![\w])(?:http\/1\.1|http\/2|http|status code|status|exit code|error code|code|error|errno|sqlstate|signal)[ :=#[]{0,3}\d{3,5}(?![\w])(?!\.\d)/gi,
    hide,
  ],
  // MongoDB, Oracle, SQL, Windows.
  [/(?<![\w])(?:E\d{4,5}|ORA-\d{5}|SQLSTATE\[\w{1,10}\]|WinError \d{1,10})(?![\w])/g, hide],
];

const VARIABLE_PARTS: readonly Rule[] = [
  // Dates and times: ISO 8601, 2026/11/23, RFC 1123 and its like, epochs of seconds and milliseconds.
  [
    new RegExp(`(?<!\\d)\\d{4}-\\d{2}-\\d{2}(?:[T ]${CLOCK}${ZONE})?(?!\\d)|(?<!\\d)\\d{4}/\\d{2}/\\d{2}(?!\\d)`, 'g'),
    '',
  ],
  [new RegExp(`(?<!\\d)${WEEKDAY}\\d{1,2}[ /-]${MONTH}[ /-]\\d{4}(?:[ :]${CLOCK}${ZONE})?(?!\\d)`, 'g'), ''],
  [new RegExp(`(?<![\\w.:])${CLOCK}(?: ?[AaPp]\\.?[Mm]\\b)?${ZONE}(?![\\w:])`, 'g'), ''],
  [/(?<![\w.])\d{10}(?:\d{3})?(?!\w)(?!\.\d)/g, ''],
  // E-mail addresses.
  [/[\w.%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g, ''],
  // IPv6, also with an IPv4 address at its end; IPv4 with a port.
  [
    /\[?(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,8}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{0,4})(?:%\w{1,20})?(?![\w:])\]?(?::\d{1,5})?/g,
    (match) => (/\d/.test(match) ? '' : match),
  ],
  [/(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\w])(?!\.\d)/g, ''],
  // UUIDs.
  [/(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f])/g, ''],
  // Decimals.
  [/(?<![\w)])[-+]?\d+(?:\.\d+)+(?:[eE][-+]?\d{1,3})?|\d+(?:\.\d+)+/g, ''],
  // Hexadecimal; words of letters alone are words: facade, added, decade.
  [/0x[0-9A-Fa-f]+/g, ''],
  [/(?<![A-Za-z0-9])(?=[A-Fa-f]{0,40}\d)[0-9A-Fa-f]{4,}(?![A-Za-z0-9])/g, ''],
  [/(?<![\w)])[-+]?\d{2,}|\d{2,}/g, ''],
  [/\s+/g, ' '],
];

/** The text without what looks like data; codes that tell failures apart stay. */
export function normaliseMessage(text: string): string {
  let rest = text.normalize('NFC').trim().slice(0, CHARS_MAX);
  for (const [pattern, replace] of [...CODES, ...VARIABLE_PARTS]) {
    rest = typeof replace === 'string' ? rest.replace(pattern, replace) : rest.replace(pattern, replace);
  }
  return show(rest).trim();
}
