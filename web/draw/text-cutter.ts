import { shownText } from '../lib/shown-text.ts';
import type { CssPixels } from '../lib/units.ts';
import type { DrawContext } from './draw-context.ts';

export interface CutText {
  readonly text: string;
  readonly width: CssPixels;
}

/** Narrower letters do not exist in the faces we ship: a text of more than width / 2 characters is cut in any case. */
const CHARACTER_PX_MIN = 2;
const ELLIPSIS = '…';
const NOTHING: CutText = { text: '', width: 0 };

/**
 * Cuts text at the end to fit a width, and remembers the answer: measuring is the dearest call of a frame, and a list
 * that scrolls shows the same names again and again. A text of 64 kB costs no more than one of the width's length.
 */
export class TextCutter {
  readonly #entriesMax: number;
  /** By width and font, then by text. */
  readonly #known = new Map<string, Map<string, CutText>>();
  #entryCount = 0;

  constructor(entriesMax = 4_096) {
    this.#entriesMax = entriesMax;
  }

  /** Measured in the font the context has now. */
  cut(context: DrawContext, text: string, widthMax: CssPixels): CutText {
    const width = Math.floor(widthMax);
    if (width <= 0 || text === '') return NOTHING;
    const candidate = shownText(text.slice(0, Math.ceil(width / CHARACTER_PX_MIN) + 1));
    const key = `${width} ${context.font}`;
    const found = this.#known.get(key)?.get(candidate);
    if (found) return found;
    const fresh = measuredCut(context, candidate, width);
    this.#remember(key, candidate, fresh);
    return fresh;
  }

  /** When fonts have loaded: what was measured before is wrong. */
  forget(): void {
    this.#known.clear();
    this.#entryCount = 0;
  }

  #remember(key: string, text: string, cut: CutText): void {
    // All at once rather than one by one: the next frame measures its forty rows anew, and then it is quiet again.
    if (this.#entryCount >= this.#entriesMax) this.forget();
    const known = this.#known.get(key) ?? new Map<string, CutText>();
    known.set(text, cut);
    this.#known.set(key, known);
    this.#entryCount += 1;
  }
}

function measuredCut(context: DrawContext, text: string, widthMax: CssPixels): CutText {
  const whole = context.measureText(text).width;
  if (whole <= widthMax) return { text, width: whole };
  const characters = [...text];
  let fits = 0;
  let tooLong = characters.length;
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1;
    const { width } = context.measureText(characters.slice(0, middle).join('') + ELLIPSIS);
    if (width <= widthMax) fits = middle;
    else tooLong = middle;
  }
  const cut = characters.slice(0, fits).join('').trimEnd() + ELLIPSIS;
  const { width } = context.measureText(cut);
  return width <= widthMax ? { text: cut, width } : NOTHING;
}
