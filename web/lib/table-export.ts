export type ExportValue = string | number | bigint | boolean | null;

/**
 * A text a spreadsheet would run as a formula gets an apostrophe in front, because names and values come from whoever
 * sends telemetry. Source: https://owasp.org/www-community/attacks/CSV_Injection. Numbers are left as they are.
 */
function csvText(value: ExportValue): string {
  if (value === null) return '';
  const text = String(value);
  const isFormula = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text));
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180, with a heading line. */
export function toCsv(titles: readonly string[], rows: ReadonlyArray<readonly ExportValue[]>): string {
  return [titles, ...rows].map((row) => `${row.map(csvText).join(',')}\r\n`).join('');
}

/** An array of objects. Integers beyond 2^53 become text, so that no reader rounds them. */
export function toJson(names: readonly string[], rows: ReadonlyArray<readonly ExportValue[]>): string {
  const objects = rows.map((row) =>
    Object.fromEntries(
      names.map((name, index) => {
        const value = row[index] ?? null;
        if (typeof value !== 'bigint') return [name, value];
        const isExact = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
        return [name, isExact ? Number(value) : String(value)];
      }),
    ),
  );
  return `${JSON.stringify(objects, null, 2)}\n`;
}

/** One row for the clipboard: tabs between cells, so that it lands in cells again. */
export function toTabbed(row: readonly ExportValue[]): string {
  return row.map((value) => (value === null ? '' : String(value).replace(/[\t\r\n]+/g, ' '))).join('\t');
}
