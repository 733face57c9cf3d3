import { type Quantity, threeDigits } from './format-number.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** In the unit that leaves one to three digits before the point: 1,536 is 1.50 KiB. */
export function formatBytes(bytes: number): Quantity {
  // 1023.6 would be drawn as 1024.
  let power = 0;
  while (power < UNITS.length - 1 && bytes / 1024 ** power >= 1023.5) power++;
  return { digits: threeDigits(bytes / 1024 ** power), unit: UNITS[power] ?? '' };
}
