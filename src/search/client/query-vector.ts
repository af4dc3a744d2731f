import { exitCode, HeadraceError } from '../../kernel/index.ts';
import type { Embedder } from '../embed/index.ts';
import { vectorFault } from '../sqlite/unit-vector.ts';
import type { QueryVector } from './plan.ts';
import { invalidQueryVector, noEmbedder } from './problems.ts';

/**
 * The vector to ask with: the one given, or what the embedder makes of the words.
 *
 * @returns undefined for a zero vector, which points nowhere and is near nothing.
 */
export async function resolveVector(
  { mode, dimensions, value, words }: QueryVector,
  embedder: Pick<Embedder, 'embed'> | undefined,
  signal: AbortSignal | undefined,
): Promise<Float32Array | undefined> {
  const vector = value ?? (await embedWords(mode, words, embedder, signal));
  const fault = vectorFault(vector, dimensions);
  if (fault !== undefined) {
    throw new HeadraceError(invalidQueryVector({ mode, detail: `it ${fault}` }), {
      exitCode: exitCode.usage,
    });
  }
  return vector.some((x) => x !== 0) ? vector : undefined;
}

async function embedWords(
  mode: QueryVector['mode'],
  words: string,
  embedder: Pick<Embedder, 'embed'> | undefined,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  if (embedder === undefined) {
    throw new HeadraceError(noEmbedder({ mode }), { exitCode: exitCode.usage });
  }
  const [vector] = await embedder.embed([words], signal);
  return vector ?? new Float32Array(0);
}
