import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { words } from '../client/words.ts';
import { storedText } from './stored-text.ts';

const { tokenizer, encode, decode } = storedText('standard');
const database = new DatabaseSync(':memory:');
database.exec(`
  CREATE VIRTUAL TABLE texts USING fts5 (text, tokenize = "${tokenizer}");
  CREATE VIRTUAL TABLE tokens USING fts5vocab('texts', 'instance');
`);

/** What FTS5 makes of a text, as people would read it. */
function tokens(text: string): string[] {
  database.exec('DELETE FROM texts');
  database.prepare('INSERT INTO texts VALUES (?)').run(encode(text));
  return database
    .prepare('SELECT term FROM tokens ORDER BY offset')
    .all()
    .map(({ term }) => decode(String(term)));
}

const parts = [
  ...'aéß12_.\'’:,;- "/@日ひカ한ไท🦌²½№₽€אа\u0301\u00ad\u200d\ue000',
  'don’t',
  '3.14',
  '👍🏽',
  '👩‍👩‍👧',
  '🇩🇪',
  'ς',
  'µ',
];
const texts = fc.array(fc.constantFrom(...parts), { maxLength: 20 }).map((chosen) => chosen.join(''));

it('makes FTS5 find the words that Unicode finds', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(tokens(text)).toEqual(words(text));
    }),
    { numRuns: 1000 },
  );
});

it('folds case and nothing else', () => {
  expect(tokens('ÉCOLE ΟΔΟΣ οδος Straße µ ſ')).toEqual(['école', 'οδοσ', 'οδος', 'straße', 'µ', 'ſ']);
});

it('gives back what was written', () => {
  const unit = fc.oneof(fc.constantFrom(...parts), fc.string({ unit: 'grapheme', maxLength: 3 }));
  fc.assert(
    fc.property(
      fc.array(unit).map((chosen) => chosen.join('')),
      (text) => {
        expect(decode(encode(text))).toBe(text);
      },
    ),
    { numRuns: 1000 },
  );
});

it('leaves plain English alone', () => {
  const text = 'The quick (brown) fox: jumps, over 3 dogs; and "rests".';
  expect(encode(text)).toBe(text);
});
