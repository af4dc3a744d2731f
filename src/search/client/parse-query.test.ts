import { describe, expect, it } from 'vitest';
import { parseQuery } from './parse-query.ts';

/** Clauses as FTS5 would write them. */
const parsed = (query: string, match?: 'prefix' | 'phrase'): string[] =>
  parseQuery(query, match).map(({ text, prefix }) => `"${text}"${prefix ? '*' : ''}`);

describe('parseQuery', () => {
  it.each([
    ['two words', ['"two"', '"words"']],
    ['"a phrase" and more', ['"a phrase"', '"and"', '"more"']],
    ['pref* "phrase pref"*', ['"pref"*', '"phrase pref"*']],
    ['"unfinished phrase', ['"unfinished"', '"phrase"']],
    ['say"hello world"now', ['"say"', '"hello world"', '"now"']],
    ['twice twice', ['"twice"']],
    ['quick - !? fox', ['"quick"', '"fox"']],
    ['', []],
    [' " " * ** "" ', []],
    ['nul\0byte', ['"nul"', '"byte"']],
    ['title:x NEAR(a b) -c ^d (e) {f} a+b', undefined],
  ])('%j', (query, expected) => {
    const clauses = parsed(query);
    if (expected) expect(clauses).toEqual(expected);
    for (const clause of clauses) expect(clause).toMatch(/^"[^"]+"\*?$/);
  });

  it('knows the words of a clause', () => {
    expect(parseQuery("wi-fi don't").map(({ words }) => words)).toEqual([['wi', 'fi'], ["don't"]]);
  });

  it('lets the last word go on', () => {
    expect(parsed('new yor', 'prefix')).toEqual(['"new"', '"yor"*']);
    expect(parsed('', 'prefix')).toEqual([]);
  });

  it('takes everything as one phrase', () => {
    expect(parsed('new "york" city', 'phrase')).toEqual(['"new  york  city"']);
    expect(parsed('?!', 'phrase')).toEqual([]);
  });

  it('takes the first 256 words of a pasted text', () => {
    const text = Array.from({ length: 1000 }, (_, n) => `w${n}`).join(' ');
    expect(parseQuery(text)).toHaveLength(256);
  });
});
