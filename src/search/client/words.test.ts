import { expect, it } from 'vitest';
import { words } from './words.ts';

/** As Elasticsearch 8.19 answers to `_analyze` with the standard analyzer, before it folds case. */
it.each([
  ["don't U.S.A. 3.14 1,000 1;2 a:b x.com", ["don't", 'U.S.A', '3.14', '1,000', '1;2', 'a:b', 'x.com']],
  ['foo_bar x_ _y __ wi-fi C++ AT&T', ['foo_bar', 'x_', '_y', 'wi', 'fi', 'C', 'AT', 'T']],
  ["a’b 5'6 1.a a.1 a,b '''x' x''y", ['a’b', "5'6", '1', 'a', 'a', '1', 'a', 'b', 'x', 'x', 'y']],
  ['日本語 ひら カタカナ 한국어 カ_a', ['日', '本', '語', 'ひ', 'ら', 'カタカナ', '한국어', 'カ_a']],
  ['สวัสดีabc हिन्दी e\u0301cole soft\u00adhyphen', ['สวัสดี', 'abc', 'हिन्दी', 'e\u0301cole', 'soft\u00adhyphen']],
  ['m² ½ № Ⅷ ① ₽100 \ue000x', ['m', 'Ⅷ', '100', 'x']],
  ['☂️🦌👩‍👩‍👧‍👦 a☂b 1️⃣ # ™ 👍🏽 🇩🇪', ['☂️', '🦌', '👩‍👩‍👧‍👦', 'a', '☂', 'b', '1️⃣', '™', '👍🏽', '🇩🇪']],
  ['', []],
  [' -!? ', []],
])('%j', (text, expected) => {
  expect(words(text)).toEqual(expected);
});
