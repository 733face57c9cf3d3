import { pick, pickHex, pickInteger, type Random, type Weighted } from './chance.ts';

/** What is the same for everything that one visit's request causes. */
export interface Scene {
  readonly random: Random;
  readonly region: string;
  readonly zone: string;
  readonly currency: string;
  readonly country: string;
  readonly paymentProvider: string;
  readonly deviceModel: string;
  readonly newGallery: 'on' | 'off';
  readonly userId: string;
  readonly tier: string;
  readonly sku: string;
  readonly sessionId: string;
}

export const REGIONS: Weighted<string> = [
  ['us-east-1', 42],
  ['eu-west-1', 36],
  ['ap-southeast-2', 22],
];
const CURRENCIES: Weighted<string> = [
  ['USD', 40],
  ['EUR', 22],
  ['GBP', 26],
  ['AUD', 12],
];
const COUNTRIES: Weighted<string> = [
  ['US', 38],
  ['DE', 12],
  ['GB', 20],
  ['FR', 9],
  ['AU', 13],
  ['NZ', 8],
];
const PAYMENT_PROVIDERS: Weighted<string> = [
  ['cardworks', 42],
  ['paywave', 30],
  ['bankline', 18],
  ['giftcard', 10],
];
const DEVICE_MODELS: Weighted<string> = [
  ['iPhone 15', 24],
  ['MacBook Pro', 20],
  ['Galaxy S23', 16],
  ['Pixel 7a', 13],
  ['ThinkPad X1', 12],
  ['iPad Air', 9],
  ['Fairphone 5', 6],
];
const TIERS: Weighted<string> = [
  ['guest', 50],
  ['member', 40],
  ['gold', 10],
];
const NEW_GALLERY: Weighted<'on' | 'off'> = [
  ['off', 70],
  ['on', 30],
];
const USERS = 5_000;
const PRODUCTS = 400;

export function pickScene(random: Random): Scene {
  const region = pick(random, REGIONS);
  const user = pickInteger(random, 1, USERS);
  return {
    random,
    region,
    zone: `${region}${pick(random, ZONES)}`,
    currency: pick(random, CURRENCIES),
    country: pick(random, COUNTRIES),
    paymentProvider: pick(random, PAYMENT_PROVIDERS),
    deviceModel: pick(random, DEVICE_MODELS),
    newGallery: pick(random, NEW_GALLERY),
    userId: `u-${String(user).padStart(5, '0')}`,
    tier: pick(random, TIERS),
    // The square makes some products far more wanted than others.
    sku: `sku-${String(Math.floor(random() ** 2 * PRODUCTS)).padStart(4, '0')}`,
    sessionId: `s-${String(user).padStart(5, '0')}-${pickInteger(random, 1, 3)}`,
  };
}

const ZONES: Weighted<string> = [
  ['a', 1],
  ['b', 1],
];

/** Makes an attribute's value; undefined leaves it out. */
export type MakeValue<T> = (scene: Scene) => T | undefined;

export const always =
  <T>(value: T): MakeValue<T> =>
  () =>
    value;
export const oneOf =
  <T extends string | number | boolean>(...choices: Weighted<T>): MakeValue<T> =>
  ({ random }) =>
    pick(random, choices);
/** Earlier ones are likelier: weights 1, 1/2, 1/3, ... */
export const among = <T extends string | number>(...values: readonly T[]): MakeValue<T> =>
  oneOf(...values.map((value, index) => [value, 1 / (index + 1)] as const));
export const between =
  (min: number, max: number, step = 1): MakeValue<number> =>
  ({ random }) =>
    pickInteger(random, min, max, step);
/** A double, `min` plus any number of steps up to `max`; rounded, so that sums of steps print as people write them. */
export const decimal =
  (min: number, max: number, step = 0.01): MakeValue<{ double: number }> =>
  ({ random }) => ({
    double: Math.round((min + step * pickInteger(random, 0, Math.round((max - min) / step))) * 100) / 100,
  });
export const flag =
  (share: number): MakeValue<boolean> =>
  ({ random }) =>
    random() < share;
export const sometimes =
  <T>(share: number, make: MakeValue<T>): MakeValue<T> =>
  (scene) =>
    scene.random() < share ? make(scene) : undefined;
/** Never the same twice. */
export const unique =
  (prefix: string): MakeValue<string> =>
  ({ random }) =>
    `${prefix}${pickHex(random, 24)}`;
