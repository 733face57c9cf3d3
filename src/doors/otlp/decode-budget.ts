import { CombrayError } from '../../model/errors.ts';

/** A row's own columns weigh about as much as this many attributes. */
export const ROW_UNITS = 32;

/**
 * 16,000,000 units are 500,000 rows (the largest block the store keeps in one part) or 16 M attributes, about 400 MB.
 * 64 MiB of real spans (600 bytes, 25 attributes, 40 with resource and scope) need 110,000 x (32 + 25 + 40) = 10.7 M.
 */
export const DECODE_UNITS_MAX = 16_000_000;

/** About what an exemplar of a metric's point weighs. */
export const EXEMPLAR_UNITS = 8;

/**
 * Of a bucket's count, a bound or a quantile: they become bigints, buckets to look for percentiles in, and text, in all
 * some 170 bytes. 160 buckets, the most an SDK makes by default, are 800.
 */
export const BUCKET_UNITS = 5;

/** Characters that weigh about as much as an attribute. */
const TEXT_UNIT = 25;

/**
 * What one request may make of the server's memory. A body limit alone does not bound it: two bytes make an empty span,
 * and a resource's attributes are repeated on every row of it.
 */
export class DecodeBudget {
  #left: number;

  constructor(units: number = DECODE_UNITS_MAX) {
    this.#left = units;
  }

  /** Text that the door makes and repeats: what 400 MB are to all units. */
  takeText(text: string): void {
    this.take(Math.ceil(text.length / TEXT_UNIT));
  }

  take(units: number): void {
    this.#left -= units;
    if (this.#left < 0) {
      throw new CombrayError('body-too-large', 'request holds too many records or attributes: send smaller batches');
    }
  }
}
