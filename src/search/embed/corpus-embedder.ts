import { CorpusModel, wordWeight } from './corpus-model.ts';
import { Pace } from './pace.ts';
import { type DenseMatrix, dominantSubspace, type SparseMatrix } from './subspace.ts';
import { addScaled, normalize } from './vector.ts';
import { wordCounts } from './words.ts';

/** Words whose meaning is learned: the most frequent ones; the others are known by their spelling. */
const largestVocabulary = 2 ** 14;
/** Word-in-text pairs to learn from; of a larger corpus, an even sample of the texts has to do. */
const largestSample = 2 ** 22;
/** With fewer texts than this per dimension, the space would hold the texts one by one: nothing to generalise. */
const textsPerDimension = 4;
/** Rounds of subspace iteration: the third one already makes no measurable difference. */
const iterations = 3;

export interface LearnOptions {
  /** Numbers per vector. */
  readonly dimensions?: number;
  /** The same corpus and the same seed give the same model, byte for byte. */
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: LearnProgress) => void;
}

export type LearnProgress =
  | { readonly stage: 'reading'; readonly texts: number }
  /** `fraction` goes from 0 to 1. */
  | { readonly stage: 'learning'; readonly fraction: number };

/**
 * Learns, from nothing but the texts themselves, which words mean similar things: latent semantic analysis
 * (Deerwester et al., "Indexing by latent semantic analysis", 1990). Words are rows of the dominant right
 * singular space of the weighted text × word matrix; see {@link CorpusModel} for how texts come of words.
 *
 * Takes time and memory in proportion to the corpus up to a fixed bound; lets the event loop run every 50 ms.
 *
 * @throws the signal's reason, when it aborts.
 */
export async function learnCorpusModel(
  texts: readonly string[] | AsyncIterable<string>,
  options: LearnOptions = {},
): Promise<CorpusModel> {
  const { dimensions = 256, seed = 1, signal, onProgress } = options;
  const pace = new Pace(signal);
  const corpus = await readCorpus(texts, pace, onProgress);
  const chosen = corpus.vocabulary
    // By code units, not by locale: the order must be the same everywhere.
    .toSorted((a, b) => b.frequency - a.frequency || (a.word < b.word ? -1 : 1))
    .slice(0, largestVocabulary);
  onProgress?.({ stage: 'learning', fraction: 0 });
  await pace.rest();
  const matrix = await weightedMatrix(corpus, chosen, pace);
  const width = Math.min(dimensions, Math.ceil(corpus.sample.length / textsPerDimension));
  const basis = await dominantSubspace(matrix, width, {
    iterations,
    seed,
    pace,
    onIteration: (done) => onProgress?.({ stage: 'learning', fraction: done / iterations }),
  });
  return new CorpusModel({
    dimensions,
    meaningDimensions: width,
    seed,
    texts: corpus.texts,
    words: chosen.map(({ word }) => word),
    frequencies: chosen.map(({ frequency }) => frequency),
    directions: await directionsOf(basis, pace),
  });
}

interface Corpus {
  /** How many texts there were, in the sample or not. */
  readonly texts: number;
  /** Every word, where it first occurred: a word's id is its place here. */
  readonly vocabulary: readonly CorpusWord[];
  readonly sample: readonly CountedText[];
}

interface CorpusWord {
  readonly id: number;
  readonly word: string;
  /** In how many texts it occurs. */
  frequency: number;
}

/** The ids of a text's words, and how often each occurs. */
interface CountedText {
  readonly ids: Uint32Array;
  readonly counts: Uint32Array;
}

async function readCorpus(
  texts: Iterable<string> | AsyncIterable<string>,
  pace: Pace,
  onProgress: LearnOptions['onProgress'],
): Promise<Corpus> {
  const known = new Map<string, CorpusWord>();
  const vocabulary: CorpusWord[] = [];
  let sample: CountedText[] = [];
  let sampled = 0;
  let every = 1;
  let read = 0;
  for await (const text of texts) {
    const counts = wordCounts(text);
    const ids = new Uint32Array(counts.size);
    let i = 0;
    for (const word of counts.keys()) {
      let entry = known.get(word);
      if (entry === undefined) {
        entry = { id: vocabulary.length, word, frequency: 0 };
        known.set(word, entry);
        vocabulary.push(entry);
      }
      entry.frequency++;
      ids[i++] = entry.id;
    }
    if (read % every === 0) {
      sample.push({ ids, counts: Uint32Array.from(counts.values()) });
      sampled += ids.length;
    }
    while (sampled > largestSample && sample.length > 1) {
      sample = sample.filter((_, place) => place % 2 === 0);
      sampled = sample.reduce((sum, { ids }) => sum + ids.length, 0);
      every *= 2;
    }
    read++;
    if (pace.due()) {
      onProgress?.({ stage: 'reading', texts: read });
      await pace.rest();
    }
  }
  return { texts: read, vocabulary, sample };
}

/** The sample as a matrix: a row per text, a column per chosen word, weighted as texts are embedded. */
async function weightedMatrix(
  corpus: Corpus,
  chosen: readonly CorpusWord[],
  pace: Pace,
): Promise<SparseMatrix> {
  const columnOf = new Int32Array(corpus.vocabulary.length).fill(-1);
  for (const [column, { id }] of chosen.entries()) columnOf[id] = column;
  const size = corpus.sample.reduce((sum, { ids }) => sum + ids.length, 0);
  const starts = new Uint32Array(corpus.sample.length + 1);
  const columns = new Uint32Array(size);
  const values = new Float32Array(size);
  let filled = 0;
  for (const [row, { ids, counts }] of corpus.sample.entries()) {
    for (const [i, id] of ids.entries()) {
      const column = columnOf[id] ?? -1;
      if (column < 0) continue;
      columns[filled] = column;
      values[filled++] = wordWeight(counts[i] ?? 0, chosen[column]?.frequency ?? 1, corpus.texts);
    }
    starts[row + 1] = filled;
    if (pace.due()) await pace.rest();
  }
  return { columnCount: chosen.length, starts, columns, values };
}

/**
 * Turns a basis of the semantic space (words × dimensions) into directions that can be stored and compared: the
 * average word is taken out, since it points where all words do (Mu & Viswanath, "All-but-the-top", 2018), and
 * each row is brought to the range of 8-bit integers.
 */
async function directionsOf({ values, width }: DenseMatrix, pace: Pace): Promise<Int8Array> {
  const directions = new Int8Array(values.length);
  const average = new Float64Array(width);
  for (let start = 0; start < values.length; start += width) {
    addScaled(average, normalize(values.subarray(start, start + width)), width / values.length);
    if (pace.due()) await pace.rest();
  }
  for (let start = 0; start < values.length; start += width) {
    const row = values.subarray(start, start + width);
    addScaled(row, average, -1);
    const largest = row.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    // Where all words point the same way, only rounding is left of the difference.
    if (largest < 1e-6) continue;
    for (let j = 0; j < width; j++) directions[start + j] = Math.round(((row[j] ?? 0) / largest) * 127);
    if (pace.due()) await pace.rest();
  }
  return directions;
}
