import type { FrameView } from '../../src/api/contract/index.ts';

/** Neighbouring frames that are drawn together: each own one alone, libraries' folded. */
export interface FrameRun {
  readonly isOwn: boolean;
  readonly frames: readonly FrameView[];
  /** Position of the first one, in the order that is drawn. */
  readonly first: number;
}

export const FRAME_ORDERS = ['newest-first', 'newest-last'] as const;
export type FrameOrder = (typeof FRAME_ORDERS)[number];

/** The order in which people know the tracebacks of their language; Python alone puts the most recent call last. */
export function usualOrder(language: string): FrameOrder {
  return language.toLowerCase().startsWith('python') ? 'newest-last' : 'newest-first';
}

/**
 * Frames as runs. Where no frame is the application's own, the most recent call stands for it: there it was raised.
 */
export function frameRuns(frames: readonly FrameView[], order: FrameOrder): readonly FrameRun[] {
  const hasOwn = frames.some(({ isOwn }) => isOwn);
  const isShown = (frame: FrameView, index: number) => (hasOwn ? frame.isOwn : index === frames.length - 1);
  const marked = frames.map((frame, index) => ({ frame, isOwn: isShown(frame, index) }));
  const ordered = order === 'newest-last' ? marked : marked.toReversed();
  const runs: { isOwn: boolean; frames: FrameView[]; first: number }[] = [];
  ordered.forEach(({ frame, isOwn }, index) => {
    const last = runs.at(-1);
    if (last && !isOwn && !last.isOwn) last.frames.push(frame);
    else runs.push({ isOwn, frames: [frame], first: index });
  });
  return runs;
}

/** A traceback as text, for people to paste where they talk about it. */
export function tracebackText(
  chain: ReadonlyArray<{ type: string; message: string; stack: string; frames: readonly FrameView[] }>,
): string {
  const lines = chain.flatMap(({ type, message, stack, frames }, index) => [
    `${index === 0 ? '' : 'Caused by: '}${[type, message].filter((part) => part !== '').join(': ')}`,
    ...(stack === '' ? [] : [stack]),
    ...frames
      .toReversed()
      .flatMap(({ filename, method, line, code }) => [
        `  at ${method === '' ? '(no name)' : method} (${filename}${line === null ? '' : `:${line}`})`,
        ...(code === null || code.trim() === '' ? [] : [`      ${code.trim()}`]),
      ]),
  ]);
  return lines.join('\n');
}
