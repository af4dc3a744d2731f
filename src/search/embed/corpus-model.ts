import { HeadraceError, isRecord } from '../../kernel/index.ts';
import type { Embedder } from './embedder.ts';
import { Pace } from './pace.ts';
import { unreadableCorpusModel } from './problems.ts';
import { addSpelling } from './spelling.ts';
import { addScaled, lengthOf, normalize } from './vector.ts';
import { wordCounts } from './words.ts';

/** A learned word is one half meaning, one half spelling: each has this length, together they have length 1. */
const half = Math.SQRT1_2;

interface CorpusModelParts {
  readonly dimensions: number;
  /** How many of these, from the first one, hold meaning; the spelling is spread over all of them. */
  readonly meaningDimensions: number;
  readonly seed: number;
  /** How many texts it was learned from. */
  readonly texts: number;
  readonly words: readonly string[];
  /** For each word, in how many texts it occurs. */
  readonly frequencies: readonly number[];
  /** Words × meaning dimensions, row-major: where each word's meaning points; all zero where nothing was learned. */
  readonly directions: Int8Array;
}

/**
 * An embedder learned from a corpus. A text's vector is the weighted sum of its words' vectors, and a word's
 * vector is the sum of two: what it means (learned, see `learnCorpusModel`) and how it is spelled (the same for
 * every corpus, see {@link addSpelling}). Meaning finds synonyms; spelling keeps rare names apart, brings
 * `run` and `running` together, and gives words that were never seen before a place.
 *
 * Rotating the space changes no angle, so directions need not be singular vectors, only a basis of their space.
 * They have unit length whatever the singular values: scaled by them, as in textbook LSA, rare words
 * all but vanish from the vectors, and with them most of what a short query says.
 */
export class CorpusModel implements Embedder {
  readonly name = 'corpus (latent semantic analysis)';
  readonly dimensions: number;
  readonly #parts: CorpusModelParts;
  readonly #rows: ReadonlyMap<string, number>;
  /** For each word, what makes its direction's length 1, or 0. */
  readonly #scales: Float32Array;

  constructor(parts: CorpusModelParts) {
    this.dimensions = parts.dimensions;
    this.#parts = parts;
    this.#rows = new Map(parts.words.map((word, row) => [word, row]));
    this.#scales = Float32Array.from(parts.words, (_, row) => {
      const length = lengthOf(directionOf(parts, row));
      return length === 0 ? 0 : 1 / length;
    });
  }

  /** Words that were never seen have a vector too: only a text without a letter or a digit gives zero. */
  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const pace = new Pace(signal);
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      vectors.push(this.#embedOne(text));
      if (pace.due()) await pace.rest();
    }
    return vectors;
  }

  #embedOne(text: string): Float32Array {
    const parts = this.#parts;
    const vector = new Float32Array(this.dimensions);
    for (const [word, count] of wordCounts(text)) {
      const row = this.#rows.get(word) ?? -1;
      // A word that is not among the frequent ones counts as a rare one.
      const weight = wordWeight(count, parts.frequencies[row] ?? 1, parts.texts);
      const scale = this.#scales[row] ?? 0;
      if (scale > 0) addScaled(vector, directionOf(parts, row), weight * half * scale);
      addSpelling(vector, word, scale > 0 ? weight * half : weight, parts.seed);
    }
    return normalize(vector);
  }

  /** The whole model; the same model gives the same bytes. */
  toBytes(): Uint8Array {
    const { directions, ...header } = this.#parts;
    const json = Buffer.from(JSON.stringify({ format, ...header }));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(json.length);
    return Buffer.concat([
      Buffer.from(magic, 'latin1'),
      size,
      json,
      Buffer.from(directions.buffer, directions.byteOffset, directions.byteLength),
    ]);
  }
}

function directionOf({ directions, meaningDimensions }: CorpusModelParts, row: number): Int8Array {
  return directions.subarray(row * meaningDimensions, (row + 1) * meaningDimensions);
}

/**
 * The weight of a word that occurs `count` times in a text, and in `frequency` of `texts` texts: logarithmic
 * term frequency times inverse document frequency (Salton & Buckley, "Term-weighting approaches in automatic
 * text retrieval", 1988), the latter to the power of 1.5, chosen on WordNet: in a sum of word vectors, the
 * many frequent words otherwise drown the few rare ones. (Dumais' log-entropy weight did no better than idf.)
 */
export function wordWeight(count: number, frequency: number, texts: number): number {
  return Math.log1p(count) * Math.log1p(Math.max(texts, 1) / frequency) ** 1.5;
}

/** A file starts with this, then the header's size (32 bits, little endian), the header (JSON), the directions. */
const magic = 'HRCORPUS';
const format = 1;

/** @throws HeadraceError (HR-EMBED-001) when the bytes are not what {@link CorpusModel.toBytes} made. */
export function corpusModelFromBytes(bytes: Uint8Array): CorpusModel {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = magic.length + 4;
  if (buffer.length < start || buffer.toString('latin1', 0, magic.length) !== magic) {
    throw unreadable('it is something else');
  }
  const end = start + buffer.readUInt32LE(magic.length);
  const header = parseHeader(buffer.toString('utf8', start, end));
  if (buffer.length - end !== header.words.length * header.meaningDimensions)
    throw unreadable('it is cut short');
  // A copy: the caller's buffer may be part of something larger, or change.
  return new CorpusModel({
    ...header,
    directions: Int8Array.from(new Int8Array(buffer.buffer, buffer.byteOffset + end, buffer.length - end)),
  });
}

function parseHeader(json: string): Omit<CorpusModelParts, 'directions'> {
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch {
    throw unreadable('it is cut short');
  }
  if (!isRecord(header) || header.format !== format) throw unreadable('it has another format');
  const { dimensions, meaningDimensions, seed, texts, words, frequencies } = header;
  if (
    typeof dimensions !== 'number' ||
    typeof meaningDimensions !== 'number' ||
    typeof seed !== 'number' ||
    typeof texts !== 'number' ||
    !isArrayOf(words, (word) => typeof word === 'string') ||
    !isArrayOf(frequencies, (frequency) => typeof frequency === 'number')
  ) {
    throw unreadable('its header is damaged');
  }
  return { dimensions, meaningDimensions, seed, texts, words, frequencies };
}

function isArrayOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.every(is);
}

function unreadable(reason: string): HeadraceError {
  return new HeadraceError(unreadableCorpusModel({ reason }));
}
