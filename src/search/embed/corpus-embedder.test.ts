import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HeadraceError } from '../../kernel/index.ts';
import type { Embedder } from './embedder.ts';
import { corpusModelFromBytes, learnCorpusModel } from './index.ts';

/** `car` and `automobile` share every context and no text; so do `apple` and `pear`. */
const corpus = [
  ['car', 'automobile'].flatMap((it) => [
    `The ${it} has four wheels, an engine and a driver.`,
    `She drives her ${it} on the road to work.`,
    `The engine of the ${it} needs petrol.`,
    `A mechanic repairs the ${it} in the garage.`,
  ]),
  ['apple', 'pear'].flatMap((it) => [
    `The ${it} is a sweet fruit that grows on a tree.`,
    `He eats a ripe ${it} from the orchard.`,
    `A cake is made of flour, sugar and ${it} slices.`,
    `The ${it} tree blooms in spring in the orchard.`,
  ]),
].flat();

async function cosine(embedder: Embedder, a: string, b: string): Promise<number> {
  const [va = new Float32Array(), vb = new Float32Array()] = await embedder.embed([a, b]);
  return va.reduce((sum, value, i) => sum + value * (vb[i] ?? 0), 0);
}

async function* oneByOne(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

function length(vector: Float32Array | undefined): number {
  return Math.hypot(...(vector ?? []));
}

describe('a model learned from a corpus', () => {
  test('brings words together that share contexts, though no text', async () => {
    const model = await learnCorpusModel(corpus);
    const synonyms = await cosine(model, 'automobile', 'car');
    expect(synonyms).toBeGreaterThan(0.3);
    for (const other of ['apple', 'pear']) {
      expect(await cosine(model, 'automobile', other)).toBeLessThan(synonyms - 0.3);
    }
  });

  test('finds texts by other words than their own', async () => {
    const model = await learnCorpusModel(corpus);
    const query = 'automobile mechanic';
    const about = await cosine(model, query, 'A car with a broken engine');
    expect(about).toBeGreaterThan((await cosine(model, query, 'A cake with fruit')) + 0.2);
  });

  test('knows words that it never saw by their spelling', async () => {
    const model = await learnCorpusModel(corpus);
    expect(await cosine(model, 'Zyxomma', 'zyxomma')).toBeCloseTo(1, 5);
    expect(await cosine(model, 'galloping', 'gallops')).toBeGreaterThan(0.5);
    expect(Math.abs(await cosine(model, 'galloping', 'zyxomma'))).toBeLessThan(0.3);
  });

  test('works for languages without spaces', async () => {
    const model = await learnCorpusModel(['東京都の天気', '大阪の料理', '京都の寺']);
    expect(await cosine(model, '東京の天気は', '東京都の天気')).toBeGreaterThan(0.4);
  });

  test('is the same, byte for byte, however the same texts arrive', async () => {
    const first = await learnCorpusModel(corpus, { dimensions: 32 });
    const second = await learnCorpusModel(oneByOne(corpus), { dimensions: 32 });
    expect(Buffer.compare(second.toBytes(), first.toBytes())).toBe(0);
    const reseeded = await learnCorpusModel(corpus, { dimensions: 32, seed: 2 });
    expect(Buffer.compare(reseeded.toBytes(), first.toBytes())).not.toBe(0);
  });

  test('survives a round trip through bytes, also out of the middle of a buffer', async () => {
    const model = await learnCorpusModel([...corpus, 'lone \ud800 surrogate, 東京, "quoted"']);
    const bytes = model.toBytes();
    const padded = Buffer.concat([Buffer.from('abc'), bytes, Buffer.from('xyz')]);
    const copy = corpusModelFromBytes(padded.subarray(3, 3 + bytes.length));
    padded.fill(0);
    expect(Buffer.compare(copy.toBytes(), bytes)).toBe(0);
    expect(copy.dimensions).toBe(256);
    expect(await copy.embed(corpus)).toEqual(await model.embed(corpus));
  });

  test('says so when its bytes are damaged', async () => {
    const bytes = (await learnCorpusModel(corpus, { dimensions: 4 })).toBytes();
    expect(() => corpusModelFromBytes(Buffer.from('SQLite format 3'))).toThrow('HR-EMBED-001');
    expect(() => corpusModelFromBytes(Buffer.concat([bytes, bytes]))).toThrow('HR-EMBED-001');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), (kept) => {
        expect(() => corpusModelFromBytes(bytes.subarray(0, kept))).toThrow(HeadraceError);
      }),
    );
  });

  test.each([
    ['no texts', []],
    ['empty texts', ['', ' ', '…']],
    ['one text', ['one text with a few words']],
    ['identical texts', Array(50).fill('the same words again')],
    ['one word', ['word']],
  ])('works with %s', async (_, texts: string[]) => {
    const model = await learnCorpusModel(texts);
    const [words, same, nothing] = await model.embed(['a few words', 'A FEW words!', ' — ']);
    expect(words).toHaveLength(256);
    expect(length(words)).toBeCloseTo(1, 5);
    expect(same).toEqual(words);
    expect(length(nothing)).toBe(0);
    expect(await model.embed([])).toEqual([]);
  });

  test('gives unit or zero vectors, whatever the corpus and the text', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    const size = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(text), text, size, async (texts, query, dimensions) => {
        const model = await learnCorpusModel(texts, { dimensions });
        for (const vector of await model.embed([query, ...texts])) {
          expect(vector).toHaveLength(dimensions);
          expect(Math.abs(length(vector) - 0.5)).toBeCloseTo(0.5, 4);
        }
      }),
    );
  });

  test('lets others work meanwhile, tells its progress and can be stopped', async () => {
    const random = (i: number): string => `w${(i * 7919) % 3001}`;
    const texts = Array.from({ length: 20_000 }, (_, i) =>
      Array.from({ length: 8 }, (_, j) => random(i * 8 + j)).join(' '),
    );
    const stop = new AbortController();
    const reason = new Error('enough');
    const seen: string[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const learning = learnCorpusModel(texts, {
      signal: stop.signal,
      onProgress: (progress) => {
        seen.push(progress.stage);
        if (progress.stage === 'learning' && progress.fraction > 0) stop.abort(reason);
      },
    });
    await expect(learning).rejects.toBe(reason);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(2);
    expect(seen.slice(-2)).toEqual(['learning', 'learning']);
    await expect(learnCorpusModel(corpus, { signal: stop.signal })).rejects.toBe(reason);
  });
});
