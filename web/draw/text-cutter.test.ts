import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHARACTER_PX, recordingContext } from './recording-context.kit.ts';
import { TextCutter } from './text-cutter.ts';

const cut = (text: string, characters: number) =>
  new TextCutter().cut(recordingContext(), text, characters * CHARACTER_PX).text;

describe('the text cutter', () => {
  it('leaves a text that fits and cuts another at its end', () => {
    expect(cut('GET /home', 9)).toBe('GET /home');
    expect(cut('GET /home', 8)).toBe('GET /ho…');
    expect(cut('GET /home', 5)).toBe('GET…');
  });

  it('shows nothing where not even one character has room', () => {
    expect(cut('GET', 0)).toBe('');
    expect(new TextCutter().cut(recordingContext(), 'GET', -5)).toEqual({ text: '', width: 0 });
    expect(new TextCutter().cut(recordingContext(), 'GET', CHARACTER_PX - 1).text).toBe('');
  });

  it('never parts a character in two', () => {
    expect(cut('😀😀😀😀', 3)).toBe('😀😀…');
  });

  it('fits into the width, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 0, max: 900 }), (text, width) => {
        const context = recordingContext();
        const found = new TextCutter().cut(context, text, width);
        expect(found.width).toBeLessThanOrEqual(width);
        expect(found.width).toBe(context.measureText(found.text).width);
      }),
    );
  });

  it('measures a text once per width and font, and anew after it was told to forget', () => {
    const context = recordingContext();
    const cutter = new TextCutter();
    const measures = (work: () => void) => {
      const before = context.measureCount();
      work();
      return context.measureCount() - before;
    };
    expect(measures(() => cutter.cut(context, 'GET /home', 30))).toBeGreaterThan(1);
    expect(measures(() => cutter.cut(context, 'GET /home', 30.4))).toBe(0);
    context.font = '11px Inter';
    expect(measures(() => cutter.cut(context, 'GET /home', 30))).toBeGreaterThan(1);
    cutter.forget();
    expect(measures(() => cutter.cut(context, 'GET /home', 30))).toBeGreaterThan(1);
  });

  it('remembers a bounded number of texts', () => {
    const context = recordingContext();
    const cutter = new TextCutter(10);
    for (let index = 0; index < 11; index++) cutter.cut(context, `name ${index}`, 600);
    const before = context.measureCount();
    cutter.cut(context, 'name 10', 600);
    expect(context.measureCount()).toBe(before);
    cutter.cut(context, 'name 0', 600);
    expect(context.measureCount()).toBe(before + 1);
  });
});
