/**
 * Splits text into words as Unicode does (UAX #29), and with it Elasticsearch's `standard` analyzer:
 * `don't`, `foo_bar`, `3.14` and `U.S.A` are one word each, `wi-fi` is two; every Chinese character and
 * every emoji is a word of its own. The rules are those of Lucene's grammar, down to its exceptions;
 * letters that are younger than its Unicode (12.1) are words here and nothing there.
 */

/** Marks and invisible characters belong to what stands before them. */
const marks = String.raw`[[\p{M}\p{Cf}\u{1F3FB}-\u{1F3FF}\uFF9E\uFF9F]--[\u200B]]*`;

/** Scripts of South-East Asia have no spaces: a run of them is one word. */
const runs = String.raw`[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Script=Tai_Viet}]&&[\p{L}\p{M}]`;
const katakanaSet = String.raw`[\p{Script=Katakana}\u3031-\u3035\u309B\u309C\u30A0\u30FC\uFF70]`;
const singles = String.raw`[[\p{Script=Han}\p{Script=Hiragana}]--[\u3005\u303B]]`;
const extraLetters = String.raw`\u02C2-\u02C5\u02D2-\u02D7\u02DE\u02DF\u02ED\u02EF-\u02FF\u055B\u055C\u055E\u05F3\uA720\uA721\uA789\uA78A\uAB5B`;
const notLetters = String.raw`\p{M}${singles}\u3006\uFF9E\uFF9F${katakanaSet}[${runs}]`;

const letter = String.raw`[[\p{Alphabetic}${extraLetters}]--[${notLetters}]]${marks}`;
const digit = String.raw`[\p{Nd}\u066B]${marks}`;
const katakana = `${katakanaSet}${marks}`;
const joiner = String.raw`[\p{Pc}\u202F]${marks}`;
/** What joins two letters, and what joins two digits. */
const inWord = String.raw`['.‘’․﹒＇．:·\u0387\u05F4‧︓﹕：]${marks}`;
const inNumber = String.raw`['.‘’․﹒＇．,;\u037E\u0589\u060C\u060D\u066C\u07F8\u2044︐︔﹐﹔，；]${marks}`;

const lettersAndDigits = `(?:${letter}(?:(?:(?:${joiner})*|${inWord})${letter})*|${digit}(?:(?:(?:${joiner})*|${inNumber})${digit})*)+`;
const part = `(?:${lettersAndDigits}|${katakana}(?:(?:${joiner})*${katakana})*)`;
const word = `(?:${joiner})*${part}(?:(?:${joiner})+${part})*(?:${joiner})*`;
const emoji = String.raw`(?:\p{RGI_Emoji}|[\p{Extended_Pictographic}\u2388\u2605\u2607-\u2612\u2616-\u2685\u2690-\u2705\u2708-\u2712\u2763-\u2767])${marks}`;

const pattern = new RegExp(`${emoji}|${word}|(?:[${runs}]${marks})+|${singles}${marks}`, 'gv');

/** The words of a text as they are written, in order. */
export function words(text: string): string[] {
  return text.match(pattern) ?? [];
}

/** Calls back with each word and the place where it starts. (`matchAll` would copy the large pattern each time.) */
export function eachWord(text: string, visit: (word: string, index: number) => void): void {
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    visit(found[0], found.index);
  }
}
