/**
 * The word that a misspelt one was most probably meant to be: equal but for case, or few typing mistakes away.
 * `undefined` where none is near.
 */
export function nearest(misspelt: string, words: Iterable<string>): string | undefined {
  const wanted = misspelt.toLowerCase();
  let best: string | undefined;
  // A third of the letters may be wrong; words of one or two letters have to be right.
  let least = Math.floor(wanted.length / 3) + 1;
  for (const word of words) {
    if (Math.abs(word.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, word.toLowerCase());
    if (distance < least) [best, least] = [word, distance];
  }
  return best;
}

/** How many letters have to be put in, left out, changed, or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = swaps ? (beforeLast[j - 2] as number) + 1 : changed;
      row[j] = Math.min(changed, swapped, (last[j] as number) + 1, (row[j - 1] as number) + 1);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] as number;
}
