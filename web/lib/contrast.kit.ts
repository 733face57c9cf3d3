/**
 * Contrast of two colours written in OKLCH, for the test of the tokens.
 * Source: OKLab matrices from https://bottosson.github.io/posts/oklab/, ratio from WCAG 2.2 (relative luminance).
 */
export interface Oklch {
  /** 0 black to 1 white. */
  readonly lightness: number;
  readonly chroma: number;
  /** Degrees. */
  readonly hue: number;
}

const OKLCH = /^oklch\(\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\)$/;

/** Reads `oklch(0.17 0.006 70)`; undefined for any other text. */
export function parseOklch(text: string): Oklch | undefined {
  const match = OKLCH.exec(text.trim());
  if (!match) return undefined;
  return { lightness: Number(match[1]), chroma: Number(match[2]), hue: Number(match[3]) };
}

/** Linear-light sRGB, each channel clamped into the gamut as a screen would. */
function linearRgb({ lightness, chroma, hue }: Oklch): readonly [number, number, number] {
  const angle = (hue * Math.PI) / 180;
  const a = chroma * Math.cos(angle);
  const b = chroma * Math.sin(angle);
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clamp(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    clamp(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    clamp(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

function luminance(color: Oklch): number {
  const [red, green, blue] = linearRgb(color);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** 1 (same) to 21 (black on white). */
export function contrastRatio(one: Oklch, other: Oklch): number {
  const bright = Math.max(luminance(one), luminance(other));
  const dim = Math.min(luminance(one), luminance(other));
  return (bright + 0.05) / (dim + 0.05);
}
