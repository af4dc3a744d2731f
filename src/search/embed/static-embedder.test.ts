import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadStaticEmbedder } from './index.ts';

const vocabulary = { '[UNK]': 0, red: 1, blue: 2, sea: 3, '##side': 4 };
/** A row per token; the unknown token's is large, so that counting it would show. */
const matrix = [
  [100, 100],
  [1, 0],
  [0, 1],
  [0, 2],
  [-0.5, 0],
];
const tokenizer = {
  version: '1.0',
  added_tokens: [],
  normalizer: { type: 'Lowercase' },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: null,
  decoder: null,
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: vocabulary,
  },
};

/** How each type writes a number that needs no more than a few bits of fraction. */
const writers = {
  F32: (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    return bytes;
  },
  BF16: (value: number) => writers.F32(value).subarray(2),
  F16: (value: number) => {
    const bits = writers.F32(value).readUInt32LE();
    const bytes = Buffer.alloc(2);
    const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
    if (value !== 0)
      bytes.writeUInt16LE(((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >>> 13) & 0x3ff));
    return bytes;
  },
};

function safetensors(dtype: keyof typeof writers, tensors: Record<string, number[][]> = { matrix }): Buffer {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  const data: Buffer[] = [];
  for (const [name, rows] of Object.entries(tensors)) {
    const start = Buffer.concat(data).length;
    data.push(...rows.flat().map(writers[dtype]));
    const shape = [rows.length, rows[0]?.length ?? 0];
    header[name] = { dtype, shape, data_offsets: [start, Buffer.concat(data).length] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([size, json, ...data]);
}

describe('a static model', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'headrace-static-'));
  });
  afterAll(() => rm(root, { recursive: true }));

  let folders = 0;
  async function model(files: Record<string, string | Buffer>): Promise<string> {
    const folder = join(root, `model-${++folders}`);
    await mkdir(folder);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(join(folder, name, '..'), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    return folder;
  }
  const tokenizerJson = JSON.stringify(tokenizer);

  test.each(['F32', 'F16', 'BF16'] as const)('is the mean of its token vectors (%s)', async (dtype) => {
    const folder = await model({ 'model.safetensors': safetensors(dtype), 'tokenizer.json': tokenizerJson });
    const embedder = await loadStaticEmbedder(folder, { dimensions: 2 });
    expect(embedder.name).toMatch(/^static model model-\d+$/);
    expect(embedder.dimensions).toBe(2);
    const vectors = await embedder.embed(['Red', 'red  BLUE', 'seaside', 'red xyz', 'xyz', '']);
    const half = Math.SQRT1_2;
    const seaside = [-0.5 / Math.hypot(0.5, 2), 2 / Math.hypot(0.5, 2)];
    const expected = [[1, 0], [half, half], seaside, [1, 0], [0, 0], [0, 0]];
    for (const [i, [x = 0, y = 0]] of expected.entries()) {
      expect([...(vectors[i] ?? [])]).toEqual([expect.closeTo(x, 5), expect.closeTo(y, 5)]);
    }
  });

  test('may be laid out as wordllama does', async () => {
    const folder = await model({
      'weights/any_256.safetensors': safetensors('F16'),
      'tokenizers/any_config.json': tokenizerJson,
    });
    const [red] = await (await loadStaticEmbedder(folder)).embed(['red']);
    expect(red).toEqual(Float32Array.of(1, 0));
  });

  test('can be stopped', async () => {
    const folder = await model({ 'model.safetensors': safetensors('F32'), 'tokenizer.json': tokenizerJson });
    const embedder = await loadStaticEmbedder(folder);
    await expect(embedder.embed(['red'], AbortSignal.abort('enough'))).rejects.toBe('enough');
  });

  test('of another size than the index is refused', async () => {
    const folder = await model({ 'model.safetensors': safetensors('F32'), 'tokenizer.json': tokenizerJson });
    await expect(loadStaticEmbedder(folder, { dimensions: 256 })).rejects.toThrow(
      /HR-EMBED-004: The model .* makes vectors of 2 dimensions, but the index is declared with 256/,
    );
  });

  test.each<[string, Record<string, string | Buffer> | undefined, RegExp]>([
    ['no folder', undefined, /HR-EMBED-002: .* has no readable model\.safetensors/],
    ['no tokenizer', { 'model.safetensors': safetensors('F32') }, /HR-EMBED-002: .*tokenizer\.json/],
    ['a text file', { 'model.safetensors': 'version https://git-lfs' }, /HR-EMBED-003: .* cut short/],
    ['an empty file', { 'model.safetensors': '' }, /HR-EMBED-003: .* too short/],
    [
      'a file cut short',
      { 'model.safetensors': safetensors('F32').subarray(0, -1) },
      /HR-EMBED-003: .*cut short/,
    ],
    [
      'two tensors',
      { 'model.safetensors': safetensors('F32', { embeddings: matrix, weights: [[1]] }) },
      /HR-EMBED-003: .* one matrix, but holds embeddings, weights/,
    ],
    ['no tensor', { 'model.safetensors': safetensors('F32', {}) }, /HR-EMBED-003: .* holds none/],
    [
      'another type',
      {
        'model.safetensors': Buffer.from(
          safetensors('F32').toString('latin1').replace('F32', 'I32'),
          'latin1',
        ),
      },
      /HR-EMBED-003: .* type I32; only F32, F16, BF16/,
    ],
    ['a tokenizer that is no JSON', { 'tokenizer.json': '{' }, /HR-EMBED-003: .*tokenizer\.json/],
    ['a tokenizer that is none', { 'tokenizer.json': '{}' }, /HR-EMBED-003: .* it is no tokenizer/],
    [
      'an unknown kind of tokenizer',
      { 'tokenizer.json': JSON.stringify({ ...tokenizer, model: { type: 'Abacus' } }) },
      /HR-EMBED-003: .*tokenizer\.json cannot be used/,
    ],
  ])('with %s is a clear error', async (what, files, message) => {
    const rest: Record<string, string | Buffer> = { 'model.safetensors': safetensors('F32') };
    if (what !== 'no tokenizer') rest['tokenizer.json'] = tokenizerJson;
    const folder = files ? await model({ ...rest, ...files }) : join(root, 'nowhere');
    await expect(loadStaticEmbedder(folder)).rejects.toThrow(message);
  });
});
