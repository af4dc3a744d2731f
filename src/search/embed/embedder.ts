/** Turns texts into vectors. Everything that makes vectors stands behind this. */
export interface Embedder {
  /** What it is, for people: `corpus (latent semantic analysis)`, `static model potion-base-8M`, … */
  readonly name: string;
  /** Numbers per vector. */
  readonly dimensions: number;
  /** One unit-length vector per text, in order; a text that nothing can be made of gives a zero vector. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
}
