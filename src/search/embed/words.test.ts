import { describe, expect, test } from 'vitest';
import { wordCounts, words } from './words.ts';

describe('words', () => {
  test.each([
    ['Hello, WORLD! v2', ['hello', 'world', 'v2']],
    ['ﬁne № ２４', ['fine', 'no', '24']],
    ['cafe\u0301', ['café']],
    ['हिन्दी भाषा', ['हिन्दी', 'भाषा']],
    ['東京都は', ['東京', '京都', '都は']],
    ['iPhone手機X', ['iphone', '手機', 'x']],
    ['木', ['木']],
    ['— … 😀 ', []],
  ])('of %j', (text, expected) => {
    expect([...words(text)]).toEqual(expected);
  });

  test('are counted in the order of their first occurrence', () => {
    expect([...wordCounts('b a B c a b')]).toEqual([
      ['b', 3],
      ['a', 2],
      ['c', 1],
    ]);
  });
});
