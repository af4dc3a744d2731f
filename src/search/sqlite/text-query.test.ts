import { describe, expect, it } from 'vitest';
import { matchExpression, parseQuery } from './text-query.ts';

describe('parseQuery', () => {
  it.each([
    ['two words', ['"two"', '"words"']],
    ['"a phrase" and more', ['"a phrase"', '"and"', '"more"']],
    ['pref* "phrase pref"*', ['"pref"*', '"phrase pref"*']],
    ['"unfinished phrase', ['"unfinished"', '"phrase"']],
    ['say"hello world"now', ['"say"', '"hello world"', '"now"']],
    ['twice twice', ['"twice"']],
    ['', []],
    [' " " * ** "" ', []],
    ['nul\0byte', ['"nul"', '"byte"']],
    ['title:x NEAR(a b) -c ^d (e) {f} a+b', undefined],
  ])('%j', (query, expected) => {
    const clauses = parseQuery(query);
    if (expected) expect(clauses).toEqual(expected);
    for (const clause of clauses) expect(clause).toMatch(/^"[^"]+"\*?$/);
  });

  it('takes the first 256 words of a pasted text', () => {
    const text = Array.from({ length: 1000 }, (_, n) => `w${n}`).join(' ');
    expect(parseQuery(text)).toHaveLength(256);
  });
});

it('joins clauses by operator', () => {
  expect(matchExpression(['"a"', '"b"'], 'all')).toBe('"a" "b"');
  expect(matchExpression(['"a"', '"b"'], 'any')).toBe('"a" OR "b"');
});
