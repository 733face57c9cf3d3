import type { DrawContext } from './draw-context.ts';

export interface DrawCall {
  readonly name: string;
  readonly args: readonly (string | number)[];
  readonly fillStyle: string;
  readonly strokeStyle: string;
}

export interface RecordingContext extends DrawContext {
  readonly calls: readonly DrawCall[];
  /** Texts drawn so far, in order. */
  readonly texts: () => readonly string[];
  readonly named: (name: string) => readonly DrawCall[];
  readonly measureCount: () => number;
}

/** Every character is this wide, so that a test can count where a text is cut. */
export const CHARACTER_PX = 6;

const METHODS = [
  'fillRect',
  'strokeRect',
  'fillText',
  'beginPath',
  'moveTo',
  'lineTo',
  'bezierCurveTo',
  'closePath',
  'arc',
  'fill',
  'stroke',
  'rect',
  'clip',
  'save',
  'restore',
] as const;

/** A canvas that writes down what is drawn. */
export function recordingContext(): RecordingContext {
  const calls: DrawCall[] = [];
  let measured = 0;
  const context: Record<string, unknown> = {
    fillStyle: '',
    strokeStyle: '',
    font: '',
    globalAlpha: 1,
    lineWidth: 1,
    textAlign: 'left',
    textBaseline: 'alphabetic',
    calls,
    measureText: (text: string) => {
      measured += 1;
      return { width: [...text].length * CHARACTER_PX };
    },
    measureCount: () => measured,
    named: (name: string) => calls.filter((call) => call.name === name),
    texts: () => calls.filter(({ name }) => name === 'fillText').map(({ args }) => String(args[0])),
  };
  for (const name of METHODS) {
    context[name] = (...args: (string | number)[]) => {
      const { fillStyle, strokeStyle } = context;
      calls.push({ name, args, fillStyle: String(fillStyle), strokeStyle: String(strokeStyle) });
    };
  }
  return context as unknown as RecordingContext;
}
