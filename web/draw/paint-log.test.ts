import { describe, expect, it } from 'vitest';
import { paintWaterfall } from './paint-waterfall.ts';
import { recordingContext } from './recording-context.kit.ts';
import { TextCutter } from './text-cutter.ts';
import { sceneOf } from './waterfall-scene.kit.ts';
import type { WaterfallScene } from './waterfall-scene.ts';

const CHARGE = `
  charge pay 0+400
    - 100 pay asked the bank
    - 200 bank !declined
`;

function painted(scene: WaterfallScene) {
  const context = recordingContext();
  paintWaterfall(context, scene, new TextCutter());
  return context;
}

describe('a log record in the waterfall', () => {
  it('shows severity, text and, where it is another, its service, then the time it was written', () => {
    const texts = painted(sceneOf(CHARGE)).texts();
    expect(texts).toEqual(
      expect.arrayContaining(['info', 'asked the bank', 'error', 'declined', 'at 100 ms', 'at 200 ms']),
    );
    expect(texts.filter((text) => text === 'bank')).toHaveLength(1);
    expect(texts.filter((text) => text === 'pay')).toHaveLength(1);
  });

  it('is a tick at its time and has no bar', () => {
    const ticks = painted(sceneOf(CHARGE))
      .named('fillRect')
      .filter(({ args, fillStyle }) => args[3] === 14 && fillStyle !== 'colour of pay');
    // 416 px for 400 ms from x 312 on; rows of 24 below an axis of 28.
    expect(ticks.map(({ args, fillStyle }) => [...args, fillStyle])).toEqual([
      [415, 57, 2, 14, 'ink-2'],
      [519, 81, 2, 14, 'error'],
    ]);
    expect(
      painted(sceneOf(CHARGE))
        .named('fillRect')
        .filter(({ args }) => args[3] === 10),
    ).toHaveLength(1);
  });

  it('of an error is told by shapes too: an octagon, a notch and a word; another one uses no red', () => {
    const { named } = painted(sceneOf(CHARGE));
    expect(named('fill').filter(({ fillStyle }) => fillStyle === 'error')).toHaveLength(2);
    const quiet = painted(sceneOf('a web 0+9\n  - 1 web fine'));
    expect(quiet.calls.some(({ fillStyle, strokeStyle }) => fillStyle === 'error' || strokeStyle === 'error')).toBe(
      false,
    );
  });

  it('outside the window of time is an arrow to its side', () => {
    const window = { fromNs: 150e6, toNs: 400e6 };
    const { texts } = painted(sceneOf(CHARGE, { window }));
    expect(texts()).not.toContain('at 100 ms');
    expect(texts()).toContain('at 200 ms');
  });

  it('that a search did not find steps back', () => {
    const { named } = painted(sceneOf(CHARGE, { found: Uint8Array.from([0, 1, 0]) }));
    const colourOf = (text: string) => named('fillText').find(({ args }) => args[0] === text)?.fillStyle;
    expect([colourOf('asked the bank'), colourOf('declined')]).toEqual(['ink-2', 'ink-3']);
  });
});
