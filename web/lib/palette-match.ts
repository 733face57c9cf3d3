/** How well a query fits a text, 0 not at all. Every word of the query must begin a word of the text or stand in it. */
export function matchScore(query: string, text: string): number {
  const wanted = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const offered = text.toLowerCase();
  let score = 1;
  for (const word of wanted) {
    const index = offered.indexOf(word);
    if (index < 0) return 0;
    const beginsText = index === 0;
    const beginsWord = beginsText || /[^\p{L}\p{N}]/u.test(offered[index - 1] ?? ' ');
    score += beginsText ? 3 : beginsWord ? 2 : 1;
  }
  return score;
}

/** Best first; equal ones keep their order. */
export function rank<Entry>(query: string, entries: readonly Entry[], textOf: (entry: Entry) => string): Entry[] {
  return entries
    .map((entry) => ({ entry, score: matchScore(query, textOf(entry)) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ entry }) => entry);
}
