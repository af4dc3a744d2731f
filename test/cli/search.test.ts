import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { headrace, temporaryFolder } from './run-cli.ts';

interface Found {
  readonly hits: readonly {
    readonly id: string;
    readonly document: Readonly<Record<string, unknown>>;
    readonly highlights: Readonly<Record<string, string>>;
  }[];
  readonly total: number;
  readonly cursor?: string;
  readonly facets: Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>;
}

function search(folder: string, ...argv: string[]): Found {
  const { out, err } = headrace(folder, 'search', ...argv, '--json');
  expect(err).toBe('');
  return JSON.parse(out);
}

describe('index and search', () => {
  let shop: string;
  beforeAll(() => {
    shop = temporaryFolder();
    headrace(shop, 'init', '.');
    expect(headrace(shop, 'run', '--index').out).toMatch(/index products +12 documents/);
  });

  it('finds by words, with highlights and facets', () => {
    const { hits, total, facets } = search(shop, 'warm', '--facet', 'category');
    expect(total).toBe(2);
    expect(hits.map(({ highlights }) => highlights.description)).toContainEqual(
      expect.stringContaining('«warm»'),
    );
    expect(facets.category).toEqual([{ value: 'clothing', count: 2 }]);
  });

  it('narrows by filters: values of one field widen, fields narrow', () => {
    expect(search(shop, 'for', '--filter', 'category=kitchen').total).toBe(2);
    expect(
      search(shop, 'for', '--filter', 'category=kitchen', '--filter', 'category=sports').total,
    ).toBeGreaterThan(2);
  });

  it('compares values of any column, and sorts by them', () => {
    const prices = (...argv: string[]): unknown[] =>
      search(shop, 'for', '--limit', '50', '--sort', 'price_cents:desc', ...argv).hits.map(
        ({ document }) => document.price_cents,
      );
    const all = prices().map(Number);
    expect(all).toEqual(all.toSorted((a, b) => b - a));
    expect(prices('--filter', 'price_cents>=5000')).toEqual(all.filter((price) => price >= 5000));
    expect(prices('--filter', 'price_cents<5000', '--filter', 'price_cents>2000')).toEqual(
      all.filter((price) => price < 5000 && price > 2000),
    );
    expect(prices('--filter', 'category!=kitchen', '--filter', 'category=*')).toHaveLength(all.length - 2);
    expect(prices('--filter', 'category!=*')).toEqual([]);
  });

  it('forgives letters, finishes words, keeps phrases, weighs fields', () => {
    const names = (...argv: string[]): unknown[] =>
      search(shop, ...argv).hits.map(({ document }) => document.name);
    expect(names('yogga', '--fuzziness', 'auto')).toEqual(['Yoga mat']);
    expect(names('waterp', '--prefix')).toEqual(['Trail jacket']);
    expect(names('grip good', '--phrase')).toEqual([]);
    expect(names('coat', '--field', 'name')).toEqual([]);
    expect(names('coat', '--field', 'name^2,description')).toEqual(['Trail jacket']);
  });

  it('goes on with the page before', () => {
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = search(shop, 'a', '--limit', '5', '--cursor', ...(cursor === undefined ? [] : [cursor]));
      ids.push(...page.hits.map(({ id }) => id));
      ({ cursor } = page);
    } while (cursor !== undefined);
    expect(new Set(ids).size).toBe(search(shop, 'a').total);
    const { out } = headrace(shop, 'search', 'a', '--limit', '5', '--cursor');
    expect(out).toMatch(/^next page: --cursor [\w-]+$/m);
  });

  it('finds by meaning and by both', () => {
    for (const mode of ['semantic', 'hybrid']) {
      const { hits } = search(shop, 'waterproof coat', '--mode', mode, '--limit', '3');
      expect(hits.map(({ id }) => id)).toContain('1');
    }
  });

  it('follows the table: changed, new and vanished rows, and nothing else', () => {
    const products = join(shop, 'data/products.json');
    const line = (id: number, name: string): string =>
      JSON.stringify({ product_id: id, name, description: name, category: 'other', price_cents: 1 });
    writeFileSync(products, `${line(1, 'Trail jacket')}\n${line(99, 'Garden gnome')}\n`);
    headrace(shop, 'run', 'products', '--full-refresh');
    headrace(shop, 'run');
    expect(headrace(shop, 'index').out).toMatch(
      /2 documents .*\(1 added, 1 updated, 11 removed, 0 unchanged\)/,
    );
    expect(search(shop, 'gnome').total).toBe(1);
    expect(search(shop, 'tent').total).toBe(0);
    expect(headrace(shop, 'index').out).toMatch(/0 added, 0 updated, 0 removed, 2 unchanged/);
    expect(headrace(shop, 'index', '--relearn').code).toBe(0);
  });

  it.each([
    [['search', 'x', '--index', 'product'], /HR-CLI-004.*Did you mean "products"/],
    [['search', 'x', '--filter', 'category'], /HR-CLI-005.*field=value/],
    [['search', 'x', '--filter', 'categry=a'], /"category"/],
    [['search', 'x', '--filter', 'price_cents>cheap'], /HR-SEARCH-061.*a number, not with "cheap"/],
    [['search', 'x', '--sort', 'price'], /HR-SEARCH-020.*to sort by/],
    [['search', 'x', '--fuzziness', '3'], /0, 1, 2 or auto/],
    [['search', 'x', '--mode', 'semantic', '--phrase'], /HR-SEARCH-062.*"match".*semantic/],
    [['index', 'product'], /HR-CLI-004/],
  ])('%j says what is wrong', (argv, message) => {
    const { code, err } = headrace(shop, ...argv);
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('bad indexes', () => {
  it('are explained: a column that is not there, duplicate and missing ids', () => {
    const folder = temporaryFolder({
      'config.yml': `
tables:
  - {name: notes, layer: gold}
search:
  indexes:
    typo: {from: notes, id: key, text: [boddy]}
    twice: {from: notes, id: body, text: [body]}
`,
      'transformations/gold/notes.sql': "SELECT * FROM (VALUES (1, 'a'), (2, 'a')) AS n(key, body)",
    });
    expect(headrace(folder, 'search', 'a', '--index', 'typo').err).toMatch(/HR-INDEX-004/);
    expect(headrace(folder, 'index', 'typo').err).toMatch(/HR-INDEX-001[\s\S]*headrace run \+notes/);
    expect(headrace(folder, 'run').code).toBe(0);
    expect(headrace(folder, 'index', 'typo').err).toMatch(
      /HR-INDEX-002.*"boddy".*Did you mean "body"[\s\S]*config\.yml:6/,
    );
    expect(headrace(folder, 'index', 'twice')).toMatchObject({ code: 1, err: expect.stringMatching(/"a"/) });
    expect(headrace(folder, 'search', 'a', '--index', 'twice').err).toMatch(/HR-INDEX-004/);
    expect(headrace(folder, 'search', 'a', '--index', 'typo', '--mode', 'semantic').code).toBe(2);
  });
});

describe('vectors from a column', () => {
  it('are indexed, and cannot be searched with words', () => {
    const folder = temporaryFolder({
      'config.yml': `
tables:
  - {name: notes, layer: gold}
search:
  indexes:
    notes: {from: notes, id: key, text: [body], vector: {embedder: column, column: v, dimensions: 2}}
`,
      'transformations/gold/notes.sql': "SELECT 1 AS key, 'a' AS body, [0.6, 0.8] AS v",
    });
    expect(headrace(folder, 'run', '--index').out).toMatch(/1 document /);
    expect(headrace(folder, 'search', 'a', '--mode', 'semantic').err).toMatch(/HR-INDEX-006/);
    const [hit] = search(folder, 'a').hits;
    expect(hit?.id).toBe('1');
  });
});

describe('vectors from an endpoint', () => {
  it('are asked for with the key, which is never shown', async () => {
    const seen: { authorization: string | undefined; input: string[] }[] = [];
    // A fake of an OpenAI-compatible endpoint: a text's vector tells how often it says "a" and "b".
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { input } = JSON.parse(Buffer.concat(chunks).toString());
        seen.push({ authorization: request.headers.authorization, input });
        const data = input.map((text: string, index: number) => ({
          index,
          embedding: [text.split('a').length, text.split('b').length],
        }));
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port }: AddressInfo = Object(server.address());
    const folder = temporaryFolder({
      'config.yml': `
tables:
  - {name: notes, layer: gold}
search:
  indexes:
    notes:
      from: notes
      id: key
      text: [body]
      vector: {embedder: http, url: "http://127.0.0.1:${port}/v1", model: tiny, api_key: "\${env:EMBED_KEY}", dimensions: 2}
`,
      'transformations/gold/notes.sql': "SELECT * FROM (VALUES (1, 'aaaa'), (2, 'bbbb')) AS n(key, body)",
    });
    // The endpoint lives in this process, so the command must not block it.
    const run = async (
      key: string | undefined,
      ...argv: string[]
    ): Promise<{ code: number; text: string }> => {
      const bin = fileURLToPath(new URL('../../src/bin.ts', import.meta.url));
      const child = spawn(process.execPath, [bin, ...argv], {
        cwd: folder,
        env: { ...process.env, EMBED_KEY: key },
      });
      let text = '';
      child.stdout.on('data', (chunk) => (text += chunk));
      child.stderr.on('data', (chunk) => (text += chunk));
      const [code] = await once(child, 'close');
      return { code, text };
    };
    try {
      expect((await run('k3y-0f-mine', 'run', '--index')).text).toMatch(/2 documents/);
      expect(seen[0]).toEqual({ authorization: 'Bearer k3y-0f-mine', input: ['aaaa', 'bbbb'] });
      const found = await run('k3y-0f-mine', 'search', 'bb', '--mode', 'semantic', '--limit', '1', '--json');
      expect(JSON.parse(found.text).hits[0].id).toBe('2');
      const without = await run('', 'index', '--relearn');
      expect(without.text).toMatch(/HR-INDEX-003.*\$\{env:EMBED_KEY\}/);
      server.closeAllConnections();
      server.close();
      const refused = await run('k3y-0f-mine', 'search', 'bb', '--mode', 'semantic', '--debug');
      expect(refused.code).not.toBe(0);
      expect(refused.text).not.toContain('k3y');
    } finally {
      server.close();
    }
  }, 120_000);
});
