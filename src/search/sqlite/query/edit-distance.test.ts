import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codePoints, editDistance } from './edit-distance.ts';

const between = (a: string, b: string, limit: number): number | undefined =>
  editDistance(codePoints(a), codePoints(b), limit);

it.each([
  ['same', 'same', 0],
  ['quick', 'quikc', 1],
  ['ab', 'ba', 1],
  ['ca', 'abc', undefined],
  ['warm', 'wrm', 1],
  ['warm', 'swarms', 2],
  ['warm', 'cold', undefined],
  ['👍', '🦌', 1],
  ['', 'ab', 2],
])('%s and %s are %s apart', (a, b, expected) => {
  expect(between(a, b, 2)).toBe(expected);
});

/** One edit of every kind at every place. */
function edits(word: readonly string[], letters: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at <= word.length; at += 1) {
    const [before, after] = [word.slice(0, at), word.slice(at)];
    const [first = '', second, ...rest] = after;
    if (after.length > 0) found.add([...before, ...after.slice(1)].join(''));
    if (second !== undefined) found.add([...before, second, first, ...rest].join(''));
    for (const letter of letters) {
      found.add([...before, letter, ...after].join(''));
      if (after.length > 0) found.add([...before, letter, ...after.slice(1)].join(''));
    }
  }
  return found;
}

it('finds exactly what one edit makes', () => {
  const letters = ['a', 'b', 'c'];
  const word = fc.array(fc.constantFrom(...letters), { maxLength: 6 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const near = a.join('') === b.join('') || edits(a, letters).has(b.join(''));
      expect(between(a.join(''), b.join(''), 1) !== undefined).toBe(near);
      expect(between(a.join(''), b.join(''), 2)).toBe(between(b.join(''), a.join(''), 2));
    }),
  );
});
