import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { HeadraceError, isRecord } from '../../kernel/index.ts';
import type { Embedder } from './embedder.ts';
import { Pace } from './pace.ts';
import { damagedModelFile, missingModelFile, wrongDimensions } from './problems.ts';
import { type FloatMatrix, readOnlyMatrix } from './safetensors.ts';
import { addScaled, normalize } from './vector.ts';

/** Characters of a text that count: a few thousand tokens, more than the 512 of model2vec. */
const longestText = 16_384;

/** Turns a text into the ids of its tokens: rows of the model's matrix. */
type Tokenize = (text: string) => readonly number[];

/**
 * A static embedding model from a local folder, in the layout of model2vec (`model.safetensors`, one matrix of
 * tokens × dimensions, and `tokenizer.json`) or of wordllama (the only file of `weights/` and of `tokenizers/`).
 *
 * @param options.dimensions what the index expects; another size of the model is an error.
 * @throws HeadraceError (HR-EMBED-002 to 004).
 */
export async function loadStaticEmbedder(
  folder: string,
  options: { readonly dimensions?: number } = {},
): Promise<Embedder> {
  const matrixFile = await findFile(folder, 'model.safetensors', 'weights');
  const tokenizerFile = await findFile(folder, 'tokenizer.json', 'tokenizers');
  const matrix = await understand(matrixFile, async () => readOnlyMatrix(await readFile(matrixFile)));
  const expected = options.dimensions ?? matrix.width;
  if (matrix.width !== expected) {
    const source = `The model ${folder}`;
    throw new HeadraceError(wrongDimensions({ source, expected, found: matrix.width }));
  }
  const tokenize = await understand(tokenizerFile, async () =>
    tokenizerOf(JSON.parse(await readFile(tokenizerFile, 'utf8'))),
  );
  return new StaticEmbedder(basename(resolve(folder)), matrix, tokenize);
}

/** The mean of a text's token vectors, brought to length 1. Tokens without a row are left out. */
class StaticEmbedder implements Embedder {
  readonly name: string;
  readonly dimensions: number;
  readonly #matrix: FloatMatrix;
  readonly #tokenize: Tokenize;

  constructor(model: string, matrix: FloatMatrix, tokenize: Tokenize) {
    this.name = `static model ${model}`;
    this.dimensions = matrix.width;
    this.#matrix = matrix;
    this.#tokenize = tokenize;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const pace = new Pace(signal);
    const { values, height, width } = this.#matrix;
    const vectors: Float32Array[] = [];
    for (const text of texts) {
      const vector = new Float32Array(width);
      for (const id of this.#tokenize(text.slice(0, longestText))) {
        if (id < height) addScaled(vector, values.subarray(id * width, (id + 1) * width), 1);
      }
      vectors.push(normalize(vector));
      if (pace.due()) await pace.rest();
    }
    return vectors;
  }
}

/** `name` in the folder, or else the only file of the same type in a folder within. */
async function findFile(folder: string, name: string, within: string): Promise<string> {
  const [here, inside] = await Promise.all([folder, join(folder, within)].map(fileNames));
  if (here?.includes(name)) return join(folder, name);
  const alike = inside?.filter((file) => file.endsWith(name.slice(name.lastIndexOf('.')))) ?? [];
  const [only] = alike;
  if (only !== undefined && alike.length === 1) return join(folder, within, only);
  throw new HeadraceError(missingModelFile({ folder, file: name }));
}

async function fileNames(folder: string): Promise<string[]> {
  // A folder that is not there has no files; the caller says which one it misses.
  return readdir(folder).catch(() => []);
}

/** Turns whatever goes wrong with a file into a problem that names it. */
async function understand<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HeadraceError) throw error;
    if (error instanceof Error && 'syscall' in error) {
      const missing = missingModelFile({ folder: dirname(path), file: basename(path) });
      throw new HeadraceError(missing, { cause: error });
    }
    const reason = error instanceof Error ? error.message : String(error);
    throw new HeadraceError(damagedModelFile({ path, reason }), { cause: error });
  }
}

/** What is used of the package, whose own types do not resolve under `nodenext`. */
interface HuggingFaceTokenizer {
  token_to_id(token: string): number | undefined;
  encode(text: string, options: { add_special_tokens: boolean }): { readonly ids: readonly number[] };
}

/** @param json the contents of `tokenizer.json`, in the format of Hugging Face's `tokenizers`. */
async function tokenizerOf(json: unknown): Promise<Tokenize> {
  if (!isRecord(json) || !isRecord(json.model)) throw new Error('it is no tokenizer');
  // Loaded late: only those who use a static model pay for it.
  const { Tokenizer } = await import('@huggingface/tokenizers');
  const tokenizer: HuggingFaceTokenizer = new Tokenizer(json, {});
  const { unk_token, unk_id } = json.model;
  // As model2vec does: an unknown token says nothing about a text.
  const unknown = typeof unk_token === 'string' ? tokenizer.token_to_id(unk_token) : unk_id;
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.filter((id) => id !== unknown);
}
