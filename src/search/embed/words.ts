/** A character of the scripts that put no space between words. */
const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]`;
const startsUnspaced = new RegExp(`^${unspaced}`, 'v');

/** A run of such characters, or else a run of letters, marks and digits. */
const run = new RegExp(String.raw`${unspaced}+|[[\p{L}\p{M}\p{N}]--${unspaced}]+`, 'gv');

/**
 * The words of a text: NFKC, lower case, letters and digits; nothing is known about any language.
 * Chinese, Japanese, Thai and their like become pairs of characters, as in Lucene's CJKBigramFilter.
 */
export function* words(text: string): Generator<string, void, undefined> {
  for (const [found] of text.normalize('NFKC').toLowerCase().matchAll(run)) {
    if (!startsUnspaced.test(found)) {
      yield found;
      continue;
    }
    const characters = [...found];
    if (characters.length === 1) yield found;
    for (let i = 1; i < characters.length; i++) yield `${characters[i - 1]}${characters[i]}`;
  }
}

/** Each word of a text and how often it occurs, in the order of their first occurrence. */
export function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
