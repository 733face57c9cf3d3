/** One entry a line; what is empty or said twice counts not. */
export function parsePatternLines(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}
