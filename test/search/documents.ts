import type { Fields } from '../../src/search/index.ts';
import type { TestDocument } from './backends.ts';

/** Numbers from 0 to 1 that only the seed decides. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export const fields = {
  id: { type: 'keyword' },
  title: { type: 'text', keyword: true },
  body: { type: 'text' },
  tags: { type: 'keyword' },
  brand: { type: 'keyword' },
  stock: { type: 'long' },
  price: { type: 'double' },
  sold: { type: 'boolean' },
  day: { type: 'date' },
  'maker.city': { type: 'keyword' },
  'parts.weight': { type: 'long' },
  notes: { type: 'object' },
  vector: { type: 'vector', dimensions: 4 },
} as const satisfies Fields;

const words =
  `quick Quick brown fox jumps over the lazy dog Größe Straße élan e\u0301lan naïve don't Don’t it's
  3.14 1,000 2024 v1.2.3 foo_bar _private wi-fi wifi joe@example.com U.S.A. C++ C# a.b x:y AT&T 日本語 日本 東京タワー
  カタカナ ひらがな 한국어 สวัสดี हिन्दी мир Мир αβγ 🦌 👍🏽 👩‍👩‍👧 ☂️ rock'n'roll semi;colon half½ m² №5 €5 ₽100 “quoted” «guillemets»
  snake_case_name CamelCase 0x1F 10% #tag @user path/to/file.txt https://example.com/a?b=c`.split(/\s+/);

const pick = <T>(random: () => number, list: readonly T[]): T | undefined =>
  list[Math.floor(random() * list.length)];

/** A word, or one of several, with punctuation as people write it. */
export function phrase(random: () => number, length: number): string {
  const separators = [' ', ' ', ' ', ', ', '. ', ' - ', ' (', ') ', '/', '\n', ' … '];
  return Array.from({ length }, () => `${pick(random, words)}${pick(random, separators)}`).join('');
}

/** Documents of {@link fields}, with values missing here and there, lists, and many ties. */
export function makeDocuments(count: number, seed: number): TestDocument[] {
  const random = randomNumbers(seed);
  const some = <T>(value: T): T | undefined => (random() < 0.8 ? value : undefined);
  const whole = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: count }, (_, n) => ({
    id: `d${n}`,
    title: phrase(random, 1 + whole(4)).trim(),
    body: some(phrase(random, whole(16))),
    tags: Array.from({ length: whole(4) }, () => `t${whole(6)}`),
    brand: some(pick(random, ['Ünlü', 'acme', 'Acme', 'zeta', '日本', 'a b', ''])),
    stock: random() < 0.1 ? [whole(20), whole(20)] : some(whole(20) - 5),
    price: some(whole(1000) / 8),
    sold: some(random() < 0.5),
    day: some(
      pick(random, [
        '2024-01-01',
        '2024-01-01T10:00:00Z',
        '2023-12-31T23:30:00-01:00',
        '2024-02-29T00:00:00.123Z',
        '1969-07-20',
      ]),
    ),
    maker: some({ city: pick(random, ['Berlin', 'Paris', 'Oslo']) }),
    parts: Array.from({ length: whole(3) }, () => ({ weight: whole(10) })),
    notes: { free: n },
    vector: some([random(), random(), random(), random()].map((x) => x - 0.45)),
  }));
}
