export { type LearnOptions, type LearnProgress, learnCorpusModel } from './corpus-embedder.ts';
export { type CorpusModel, corpusModelFromBytes } from './corpus-model.ts';
export type { Embedder } from './embedder.ts';
export { HttpEmbedder, type HttpEmbedderOptions } from './http-embedder.ts';
export { loadStaticEmbedder } from './static-embedder.ts';
