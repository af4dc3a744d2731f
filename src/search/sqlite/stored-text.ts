import { eachWord } from '../client/words.ts';
import type { IndexSchema } from '../types.ts';

/** How a text is written for FTS5, and read back for people. */
export interface StoredText {
  /** FTS5's own tokenizer, and its options. */
  readonly tokenizer: string;
  encode(text: string): string;
  /** What is searched for, of a part of a query and its words. */
  encodeQuery(text: string, words: readonly string[]): string;
  decode(stored: string): string;
}

/**
 * FTS5 splits text at other places than Unicode and Elasticsearch do: it cuts `don't`, `3.14`, `foo_bar`
 * and most of Hindi, and takes a sentence of Chinese for one word. A tokenizer of one's own would have to
 * be written in C. So we split, and write the text so that FTS5's tokenizer can only agree: characters
 * that it would cut at are moved, inside words, to code points for private use, which it takes for
 * letters; where it would see no boundary we put one; and what it would take for a letter though it is none
 * is spelled out in control characters. All of that is undone in what people see.
 *
 * What is left: `İ` does not become `i`; capitals that Unicode got after version 6.1 (Georgian Mtavruli,
 * Cherokee, Osage, Adlam, some Latin) keep their case; a word of more than 255 letters is not cut.
 */
const standard: StoredText = {
  tokenizer: "unicode61 remove_diacritics 0 categories 'L* Nd Nl Co'",
  encode,
  encodeQuery: (_, words) => encode(words.join(' ')),
  decode: (stored) =>
    stored
      .replaceAll(boundary, '')
      .replace(spelled, (_, digits: string) => String.fromCodePoint(readDigits(digits)))
      .replace(moved, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) - privateUse)),
};

/** FTS5's Porter stemmer knows `dog's` only as two words. */
const english: StoredText = {
  tokenizer: 'porter unicode61 remove_diacritics 2',
  encode: (text) => text,
  encodeQuery: (text) => text,
  decode: (stored) => stored,
};

export function storedText(analyzer: IndexSchema['analyzer']): StoredText {
  return analyzer === 'standard' ? standard : english;
}

/** Raised whenever the same text would be written otherwise: an index is made anew then. */
export const wordsVersion = 1;

/** Most English text holds none of what is treated differently. */
const mayDiffer = /[^\0-\x7f]|_|[.:',;](?=[A-Za-z0-9])/;

/** A control character that no text holds for good reason. */
const boundary = '\u0003';

/**
 * Not a letter or digit to FTS5, or one that it folds although lower case does not: the micro sign, the long
 * s, the final sigma and other variants of letters.
 */
const foreign =
  /[^\p{L}\p{Nd}\p{Nl}]|[\u00B5\u017F\u03C2\u03D0\u03D1\u03D5\u03D6\u03F0\u03F1\u03F5\u1E9B\u1FBE\u19B0-\u19C9]/gu;

function encode(text: string): string {
  if (!mayDiffer.test(text)) return text;
  let out = '';
  let end = 0;
  eachWord(text, (word, index) => {
    const isAdjacent = index === end && end > 0;
    out += isAdjacent ? boundary : text.slice(end, index).replace(misleading, spell);
    out += word.replace(foreign, move);
    end = index + word.length;
  });
  return out + text.slice(end).replace(misleading, spell);
}

/** Planes 15 and 16 are for private use: one takes what comes from plane 0, one what comes from plane 1. */
const privateUse = 0xf0000;
const moved = /[\u{F0000}-\u{10FFFF}]/gu;

function move(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x20000 ? String.fromCodePoint(privateUse + code) : char;
}

/**
 * Between words, FTS5 takes for letters what was no character yet in Unicode 6.1, such as newer signs of
 * currencies. These are known to be none.
 */
const misleading = /[^\0-\u00BF\u00D7\u00F7\u2010-\u205E\u20A0-\u20B5\u2190-\u22FF]/gu;

/** Control characters stand for hexadecimal digits, behind one of their own. */
const firstDigit = 0x0e;
const spelled = new RegExp(`${mark('04')}([${mark('0e')}-${mark('1d')}]{6})`, 'g');

function spell(char: string): string {
  const digits = (char.codePointAt(0) ?? 0).toString(16).padStart(6, '0');
  const spelledOut = Array.from(digits, (digit) =>
    String.fromCodePoint(firstDigit + Number.parseInt(digit, 16)),
  );
  return `\u0004${spelledOut.join('')}`;
}

function readDigits(digits: string): number {
  return Array.from(digits).reduce((code, digit) => 16 * code + (digit.codePointAt(0) ?? 0) - firstDigit, 0);
}

function mark(code: string): string {
  return `\\u00${code}`;
}
