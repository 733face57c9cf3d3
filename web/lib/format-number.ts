/** Digits and their unit apart, because the unit is drawn lighter. */
export interface Quantity {
  readonly digits: string;
  readonly unit: string;
}

export const quantityText = ({ digits, unit }: Quantity): string => (unit === '' ? digits : `${digits} ${unit}`);

/** 1204 as `1,204`: the same grouping for every reader, so that pictures and words of two people agree. */
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

export const formatCount = (count: number): string => grouped.format(count);

/** `one(1, 'span')` is `1 span`, `one(1204, 'span')` `1,204 spans`. */
export const formatCounted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${formatCount(count)} ${count === 1 ? noun : plural}`;

/** Three significant digits without an exponent: 0.0123, 1.20, 12.3, 123, 1230. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 999.5) return String(Math.round(value));
  const rounded = Number(value.toPrecision(3));
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))));
  return rounded.toFixed(Math.min(decimals, 20));
}
