import { randomFrom } from './random.ts';
import { sectors } from './sectors.ts';

/**
 * A stand-in for a real embedding model: it knows nothing but the words in `sectors.ts`. Each product and each sector
 * has a direction of its own, and a text points to where its words do. It is here so that the example needs no
 * download and gives the same vectors everywhere; in a real project vectors come from a model.
 */
const dimensions = 256;

type Vector = Float64Array;

/** A vector of length 1, rounded to what is worth storing. */
export function embed(text: string): number[] {
  const sum = new Float64Array(dimensions);
  for (const word of wordsOf(text)) {
    for (const [vector, weight] of meanings.get(word) ?? []) add(sum, vector, weight);
    add(sum, direction(`word ${word}`), 0.2);
  }
  const length = Math.hypot(...sum) || 1;
  return Array.from(sum, (value) => Number((value / length).toFixed(5)));
}

const meanings = new Map<string, [vector: Vector, weight: number][]>();
for (const [sector, products] of Object.entries(sectors)) {
  learn(sector, sector, 1);
  for (const { name, near } of products) {
    for (const word of wordsOf([name, ...near].join(' '))) {
      learn(word, name, 1);
      learn(word, sector, 0.5);
    }
  }
}

function learn(word: string, concept: string, weight: number): void {
  meanings.set(word, [...(meanings.get(word) ?? []), [direction(`concept ${concept}`), weight]]);
}

/** Two of these are almost at right angles, as there are many dimensions. */
function direction(name: string): Vector {
  const random = randomFrom(name);
  return Float64Array.from({ length: dimensions }, () => random() - 0.5);
}

function add(sum: Vector, vector: Vector, weight: number): void {
  for (const [at, value] of vector.entries()) sum[at] = (sum[at] ?? 0) + weight * value;
}

/** Words of four letters and more, without the ending of a plural. */
function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/\p{L}{3,}/gu) ?? []).map((word) => word.replace(/(?<=..)(ies|s)$/, ''));
}
