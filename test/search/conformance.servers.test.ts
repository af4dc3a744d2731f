import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter, Page, QueryClient, QueryHit, Sort, TextRequest } from '../../src/search/index.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import {
  type Backend,
  elasticsearchBackend,
  looseSchema,
  sqliteBackend,
  type TestDocument,
} from './backends.ts';
import { fields, makeDocuments, phrase, randomNumbers } from './documents.ts';

const documents = makeDocuments(400, 20261121);
const schema = looseSchema(fields);
const idsOf = (page: Pick<Page, 'hits'>): string[] => page.hits.map(({ id }) => id);
const sorted = (ids: readonly string[]): string[] => ids.toSorted();

async function all(hits: AsyncIterable<QueryHit>): Promise<QueryHit[]> {
  const found: QueryHit[] = [];
  for await (const hit of hits) found.push(hit);
  return found;
}

describeWithServers('a QueryClient is the same on every backend', ['elasticsearch'], (servers) => {
  let backends: readonly Backend[];
  let clients: readonly QueryClient[];
  beforeAll(async () => {
    const { url, freshPrefix } = servers.elasticsearch;
    backends = [
      await sqliteBackend(schema, documents),
      await elasticsearchBackend(url, `${freshPrefix()}conformance`, schema, documents),
    ];
    clients = backends.map(({ client }) => client);
  });
  afterAll(() => Promise.all(backends.map((backend) => backend.close())));

  /** What all backends answer, which must be the same. */
  async function both<T>(ask: (client: QueryClient) => Promise<T>): Promise<T> {
    const [first, ...others] = await Promise.all(clients.map(ask));
    for (const other of others) expect(other).toEqual(first);
    if (first === undefined) throw new Error('no backend');
    return first;
  }

  /** All ids that a filter lets pass, by counting, by paging and by iterating. */
  const passing = (filter: Filter): Promise<string[]> =>
    both(async (client) => {
      const ids = sorted((await all(client.iterate({ filter, limit: 97 }))).map(({ id }) => id));
      const page = await client.keyword({ filter, limit: 1000 });
      expect(sorted(idsOf(page))).toEqual(ids);
      expect([page.total, await client.count(filter)]).toEqual([ids.length, ids.length]);
      return ids;
    });

  const list = (value: unknown): unknown[] =>
    [value].flat().filter((one) => one !== undefined && one !== null);
  const where = (test: (document: TestDocument) => boolean): string[] =>
    sorted(documents.filter(test).map(({ id }) => id));
  const parts = (document: TestDocument, test: (weight: number) => boolean): boolean =>
    list(document.parts).some((part) => test(Object(part).weight));
  const day = (document: TestDocument): number => Date.parse(String(document.day));

  const filters: readonly (readonly [Filter, (document: TestDocument) => boolean])[] = [
    [{ term: { brand: 'Acme' } }, ({ brand }) => brand === 'Acme'],
    [{ term: { brand: '' } }, ({ brand }) => brand === ''],
    [{ term: { brand: 'nobody' } }, () => false],
    [{ term: { tags: 't3' } }, ({ tags }) => list(tags).includes('t3')],
    [{ terms: { tags: ['t1', 't5'] } }, ({ tags }) => list(tags).some((tag) => tag === 't1' || tag === 't5')],
    [{ terms: { tags: [] } }, () => false],
    [{ term: { brand: 'acme', sold: true } }, ({ brand, sold }) => brand === 'acme' && sold === true],
    [{ term: { sold: false } }, ({ sold }) => sold === false],
    [{ term: { stock: 3 } }, ({ stock }) => list(stock).includes(3)],
    [{ terms: { price: [12.5, 0.125] } }, ({ price }) => price === 12.5 || price === 0.125],
    [{ term: { title: String(documents[7]?.title) } }, ({ title }) => title === documents[7]?.title],
    [
      { range: { stock: { gte: 5, lt: 9 } } },
      ({ stock }) => list(stock).some((n) => Number(n) >= 5 && Number(n) < 9),
    ],
    [{ range: { stock: { gt: -1.5 } } }, ({ stock }) => list(stock).some((n) => Number(n) > -1.5)],
    [{ range: { price: { gt: 50, lte: 100 } } }, ({ price }) => Number(price) > 50 && Number(price) <= 100],
    [
      { range: { brand: { gte: 'a', lt: 'b' } } },
      ({ brand }) => String(brand) >= 'a' && String(brand) < 'b' && brand !== undefined,
    ],
    [
      { range: { title: { lt: 'a' } } },
      ({ title }) => Buffer.compare(Buffer.from(String(title)), Buffer.from('a')) < 0,
    ],
    [{ range: { day: { gte: '2024-01-01' } } }, (one) => day(one) >= Date.UTC(2024, 0, 1)],
    [{ range: { day: { gt: '2024-01-01' } } }, (one) => day(one) >= Date.UTC(2024, 0, 2)],
    [{ range: { day: { lte: '2024-01-01' } } }, (one) => day(one) < Date.UTC(2024, 0, 2)],
    [{ range: { day: { lt: '2024-01-01' } } }, (one) => day(one) < Date.UTC(2024, 0, 1)],
    [{ range: { day: { gte: '2024-02', lte: '2024-02' } } }, (one) => new Date(day(one)).getUTCMonth() === 1],
    [{ range: { day: { lt: 0 } } }, (one) => day(one) < 0],
    [
      { term: { day: '2024-01-01' } },
      (one) => new Date(day(one)).getUTCFullYear() === 2024 && new Date(day(one)).getUTCMonth() === 0,
    ],
    [{ term: { day: '2024-01-01T11:00:00+01:00' } }, ({ day }) => day === '2024-01-01T10:00:00Z'],
    [{ term: { 'maker.city': 'Oslo' } }, ({ maker }) => Object(maker).city === 'Oslo'],
    [{ term: { 'parts.weight': 4 } }, (one) => parts(one, (weight) => weight === 4)],
    [{ range: { 'parts.weight': { gt: 7 } } }, (one) => parts(one, (weight) => weight > 7)],
    [{ exists: 'brand' }, ({ brand }) => brand !== undefined],
    [{ exists: 'tags' }, ({ tags }) => list(tags).length > 0],
    [{ exists: 'body' }, ({ body }) => body !== undefined],
    [{ exists: 'price' }, ({ price }) => price !== undefined],
    [{ exists: 'maker.city' }, ({ maker }) => maker !== undefined],
    [{ exists: 'vector' }, ({ vector }) => vector !== undefined],
    [{ not: { exists: 'day' } }, ({ day }) => day === undefined],
    [{ not: { term: { tags: 't0' } } }, ({ tags }) => !list(tags).includes('t0')],
    [{ and: [] }, () => true],
    [{ or: [] }, () => false],
    [
      {
        or: [
          { term: { sold: true } },
          { and: [{ term: { tags: 't2' } }, { not: { range: { price: { lt: 60 } } } }] },
        ],
      },
      ({ sold, tags, price }) => sold === true || (list(tags).includes('t2') && !(Number(price) < 60)),
    ],
  ];
  it.each(filters)('filters by %j', async (filter, test) => {
    expect(await passing(filter)).toEqual(where(test));
  });

  const order = (a: unknown, b: unknown): number =>
    typeof a === 'string' && typeof b === 'string'
      ? Buffer.compare(Buffer.from(a), Buffer.from(b))
      : Number(a) - Number(b);
  const best = (value: unknown, direction: 'asc' | 'desc'): unknown => {
    const values = list(value).toSorted(order);
    return direction === 'asc' ? values[0] : values.at(-1);
  };
  const fieldOf = (document: TestDocument, name: string): unknown => {
    if (name === 'day') return document.day === undefined ? undefined : day(document);
    if (name === 'parts.weight') return list(document.parts).map((part) => Object(part).weight);
    return name === 'maker.city' ? Object(document.maker).city : document[name];
  };

  it.each(
    ['brand', 'tags', 'stock', 'price', 'day', 'title', 'maker.city', 'parts.weight'].flatMap(
      (name) =>
        [
          [name, 'asc'],
          [name, 'desc'],
        ] as const,
    ),
  )('sorts by %s %s, with what has no value at the end, in pages', async (name, direction) => {
    const sort: Sort[] = [{ field: name, order: direction }, 'id'];
    const expected = documents
      .map((document) => ({ id: document.id, value: best(fieldOf(document, name), direction) }))
      .toSorted((a, b) => {
        if (a.value === undefined || b.value === undefined) {
          return Number(a.value === undefined) - Number(b.value === undefined) || order(a.id, b.id);
        }
        return (direction === 'asc' ? order(a.value, b.value) : order(b.value, a.value)) || order(a.id, b.id);
      })
      .map(({ id }) => id);
    expect(await both(async (client) => idsOf(await client.keyword({ sort, limit: 1000 })))).toEqual(
      expected,
    );
    expect(await both((client) => pages(client, { sort }, 67))).toEqual(expected);
    expect(
      await both(async (client) => (await all(client.iterate({ sort, limit: 150 }))).map(({ id }) => id)),
    ).toEqual(expected);
  });

  /** Ids of all pages, one after the other. */
  async function pages(
    client: QueryClient,
    request: Omit<TextRequest, 'query'> & { readonly query?: string },
    limit: number,
    between: () => Promise<void> = async () => {},
  ): Promise<string[]> {
    const { query, ...rest } = request;
    const ask = (cursor: string | true): Promise<Page> =>
      query === undefined
        ? client.keyword({ ...rest, limit, cursor })
        : client.search({ ...rest, query, limit, cursor });
    const ids: string[] = [];
    for (let cursor: string | true | undefined = true; cursor !== undefined; ) {
      const page: Page = await ask(cursor);
      expect(page.hits.length).toBeLessThanOrEqual(limit);
      ids.push(...idsOf(page));
      cursor = page.cursor;
      if (cursor !== undefined) await between();
    }
    return ids;
  }

  it('gives every match on one page only, by score and without a sort too', async () => {
    for (const client of clients) {
      const byScore = await pages(client, { query: 'quick fox dog', operator: 'any' }, 7);
      const once = await client.search({ query: 'quick fox dog', operator: 'any', limit: 1000 });
      expect(new Set(byScore).size).toBe(byScore.length);
      expect(sorted(byScore)).toEqual(sorted(idsOf(once)));
      expect(sorted(await pages(client, { filter: { exists: 'brand' } }, 33))).toEqual(
        where(({ brand }) => brand !== undefined),
      );
    }
  });

  it('counts values: frequent ones first, then by value', async () => {
    const filter: Filter = { range: { stock: { gte: 0 } } };
    const names = ['tags', 'brand', 'stock', 'price', 'sold', 'day', 'title', 'maker.city', 'parts.weight'];
    const facets = Object.fromEntries(names.map((name) => [name, { size: name === 'title' ? 5 : 50 }]));
    const { facets: counted } = await both(async (client) => {
      const { facets: found, total } = await client.keyword({ filter, facets, limit: 1 });
      return { facets: found, total };
    });
    const tags = documents
      .filter(({ stock }) => list(stock).some((n) => Number(n) >= 0))
      .flatMap(({ tags }) => [...new Set(list(tags))]);
    for (const { value, count } of counted.tags ?? [])
      expect(tags.filter((tag) => tag === value)).toHaveLength(count);
    expect(counted.day?.map(({ value }) => value)).toContain('2024-02-29T00:00:00.123Z');
    expect(counted.sold?.map(({ value }) => typeof value)).toEqual(['boolean', 'boolean']);
    await both(async (client) => (await client.search({ query: 'quick', facets: names })).facets);
    await both(
      async (client) => (await client.semantic({ vector: [1, 0, 0, 0], facets: ['tags'], filter })).facets,
    );
    await both(async (client) => (await client.search({ query: '?!', facets: ['tags'] })).facets);
  });

  describe('full text', () => {
    const random = randomNumbers(7);
    const queries = Array.from({ length: 300 }, () => phrase(random, 1 + Math.floor(random() * 3)).trim());
    const found = (request: TextRequest): Promise<string[]> =>
      both(async (client) => {
        const page = await client.search({ limit: 1000, ...request });
        expect(page.total).toBe(page.hits.length);
        return sorted(idsOf(page));
      });

    it('finds the same documents that have all words', async () => {
      let hits = 0;
      for (const query of queries) hits += (await found({ query, operator: 'all' })).length;
      expect(hits).toBeGreaterThan(1000);
    });

    it('finds the same with any word, a phrase, an unfinished word', async () => {
      for (const query of queries.slice(0, 60)) {
        await found({ query, operator: 'any' });
        await found({ query, match: 'phrase' });
        await found({ query: query.slice(0, Math.ceil(query.length / 2)), match: 'prefix' });
        await found({ query: `"${query}"` });
        await found({ query: `${query}*`, operator: 'all', fields: ['title'] });
      }
    });

    it('finds the same with letters missing, added, changed and swapped', async () => {
      for (const query of [
        'quikc',
        'brwn fox',
        'jumpss',
        'lazi',
        'foo_baz',
        'Größ',
        'Strasse',
        'don’t',
        'c',
        'tokio',
        '日木語',
        'wfii',
        '3.15',
        'qiuck lzay',
        '👍',
      ]) {
        for (const fuzziness of ['auto', 1, 2] as const) await found({ query, fuzziness, operator: 'all' });
        await found({ query, fuzziness: 'auto', operator: 'any', match: 'prefix' });
      }
    });

    it('says which operator was used, and filters', async () => {
      const filter: Filter = { term: { sold: true } };
      const answered = await both(async (client) => {
        const { operator, total } = await client.search({ query: 'quick nowhere', filter });
        return { operator, total };
      });
      expect(answered.operator).toBe('any');
      expect(await found({ query: 'quick fox', filter, operator: 'all' })).toEqual(
        (await found({ query: 'quick fox', operator: 'all' })).filter(
          (id) => documents.find((one) => one.id === id)?.sold === true,
        ),
      );
    });

    it('sorts by a field, then by score', async () => {
      const sort: Sort[] = ['brand', { field: 'price', order: 'desc' }, 'id'];
      const request = { query: 'quick dog', operator: 'any', sort } as const;
      const ids = await both(async (client) => idsOf(await client.search({ ...request, limit: 1000 })));
      expect(await both((client) => pages(client, request, 9))).toEqual(ids);
      for (const client of clients) {
        const { hits } = await client.search({ ...request, limit: 5 });
        for (const { score } of hits) expect(score).toBeGreaterThan(0);
      }
    });

    it('marks the words that were found', async () => {
      for (const query of ['fox', "don't", 'foo_bar', '日本', '3.14', 'Größe', 'élan']) {
        for (const client of clients) {
          const { hits } = await client.search({ query, highlight: true, limit: 20 });
          expect(hits.length).toBeGreaterThan(0);
          for (const { highlights } of hits) {
            const snippets = Object.values(highlights).flat();
            expect(snippets.length).toBeGreaterThan(0);
            const marked = snippets.join(' ').replaceAll('»«', '').toLowerCase();
            expect(marked).toContain(`«${query.toLowerCase()}`);
            for (const snippet of snippets) expect(snippet).not.toMatch(/[\p{Co}]|(?!\n)\p{Cc}/u);
          }
          const titled = await client.search({ query, highlight: ['body'], fields: ['title'] });
          for (const { highlights } of titled.hits) expect(Object.keys(highlights)).toEqual([]);
        }
      }
    });
  });

  describe('by meaning', () => {
    const vector = [0.3, -0.2, 0.9, 0.1];
    const cosine = (a: readonly number[], b: readonly number[]): number => {
      const dot = (x: readonly number[], y: readonly number[]): number =>
        x.reduce((sum, v, n) => sum + v * (y[n] ?? 0), 0);
      return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    };
    const nearest = (test: (document: TestDocument) => boolean): string[] =>
      documents
        .filter((one) => Array.isArray(one.vector) && test(one))
        .map(({ id, vector: own }) => ({ id, near: cosine(list(own).map(Number), vector) }))
        .sort((a, b) => b.near - a.near)
        .map(({ id }) => id);

    it('finds the nearest, of those that pass the filter', async () => {
      const request = { vector, candidates: 400, limit: 25 };
      const free = await both(async (client) => idsOf(await client.semantic(request)));
      expect(free).toEqual(nearest(() => true).slice(0, 25));
      const filter: Filter = { term: { tags: 't1' } };
      const filtered = await both(async (client) => {
        const page = await client.semantic({ ...request, filter });
        return { ids: idsOf(page), total: page.total };
      });
      expect(filtered.ids).toEqual(nearest(({ tags }) => list(tags).includes('t1')).slice(0, 25));
      expect(filtered.total).toBe(where(({ tags }) => list(tags).includes('t1')).length);
      expect(await both(async (client) => idsOf(await client.semantic({ vector: [0, 0, 0, 0] })))).toEqual(
        [],
      );
    });

    it('merges both ways', async () => {
      for (const client of clients) {
        const text = await client.search({ query: 'fox', limit: 1000 });
        const page = await client.hybrid({
          query: 'fox',
          vector,
          limit: 5,
          candidates: 400,
          highlight: true,
        });
        expect(page.total).toBe(text.total);
        expect(page.hits).toHaveLength(5);
        const scores = page.hits.map(({ score }) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
        for (const { id, highlights } of page.hits) {
          expect(Object.keys(highlights).length > 0).toBe(idsOf(text).includes(id));
        }
      }
      const near = nearest(() => true).slice(0, 10);
      const one = { query: 'fox', vector, candidates: 400, weights: { text: 0 } };
      expect(await both(async (client) => idsOf(await client.hybrid(one)))).toEqual(near);
      const rare = { ...one, weights: { semantic: 0 }, limit: 500 };
      const hits = await both(async (client) => sorted(idsOf(await client.hybrid(rare))));
      expect(hits).toEqual(
        await both(async (client) => sorted(idsOf(await client.search({ query: 'fox', limit: 500 })))),
      );
    });
  });

  it('gets documents by id, without what is ours', async () => {
    const { vector: _, ...first } = documents[0] ?? { id: '' };
    const plain: unknown = JSON.parse(JSON.stringify(first));
    expect(await both((client) => client.mget(['d0', 'nobody', 'd0']))).toEqual([plain, undefined, plain]);
    expect(await both((client) => client.get('d0'))).toEqual(plain);
    for (const client of clients) expect(await client.get('nobody')).toBeUndefined();
    expect(await both((client) => client.mget([]))).toEqual([]);
    const { hits } = await both(async (client) => {
      const page = await client.keyword({ sort: ['id'], limit: 3 });
      return { hits: page.hits };
    });
    expect(hits[0]).toEqual({ id: 'd0', score: 1, document: plain, highlights: {} });
  });

  it('completes words and values', async () => {
    const values = await both((client) => client.suggest({ field: 'brand', prefix: 'a' }));
    expect(values.map(({ text }) => text).toSorted()).toEqual(['a b', 'acme']);
    await both((client) =>
      client.suggest({ field: 'tags', prefix: '', filter: { term: { sold: true } }, limit: 3 }),
    );
    expect(await both((client) => client.suggest({ field: 'brand', prefix: 'a.*' }))).toEqual([]);
    const words = await both((client) => client.suggest({ field: 'body', prefix: 'the qui' }));
    expect(words[0]?.text).toBe('quick');
    expect(words[0]?.count).toBe(
      (await clients[0]?.search({ query: 'the quick', fields: ['body'], operator: 'all' }))?.total,
    );
    await both((client) => client.suggest({ field: 'title', prefix: 'Don' }));
    expect(await both((client) => client.suggest({ field: 'title', prefix: ' ' }))).toEqual([]);
  });

  it('explains a score, or why there is none', async () => {
    for (const client of clients) {
      const { hits } = await client.search({ query: 'quick fox', operator: 'any', limit: 1 });
      const [{ id, score } = { id: '', score: 0 }] = hits;
      const explained = await client.explain(id, { query: 'quick fox', operator: 'any' });
      expect(explained.matched).toBe(true);
      expect(explained.score).toBeCloseTo(score, 4);
      expect(explained.explanation).toContain('fox');
      expect(await client.explain(id, { query: 'nowhere' })).toMatchObject({ matched: false, score: 0 });
      expect(await client.explain('nobody', { query: 'x' })).toEqual({
        matched: false,
        score: 0,
        explanation: 'There is no document "nobody".',
      });
    }
  });

  it('tells how the index is', async () => {
    for (const { name, client } of backends) {
      const health = await client.health();
      expect(health).toMatchObject({
        backend: name,
        documents: 400,
        version: expect.stringMatching(/^\d+\./),
      });
      expect(['green', 'yellow']).toContain(health.status);
      expect(health.physical).toHaveLength(1);
    }
  });

  describe('refuses', () => {
    const refusals: readonly (readonly [string, (client: QueryClient) => Promise<unknown>, RegExp])[] = [
      [
        'an unknown field',
        (client) => client.count({ term: { brnd: 'x' } }),
        /HR-SEARCH-020.*"brnd" to filter by.*Did you mean "brand"/,
      ],
      [
        'a range of a boolean',
        (client) => client.count({ range: { sold: { gt: 1 } } }),
        /HR-SEARCH-060.*"sold" is a boolean field/,
      ],
      [
        'a facet of words',
        (client) => client.keyword({ facets: ['body'] }),
        /HR-SEARCH-060.*"body" is a text field/,
      ],
      [
        'text for a number',
        (client) => client.count({ term: { stock: '3' } }),
        /HR-SEARCH-061.*"stock" is a long field.*a number, not with "3"/,
      ],
      [
        'what is no date',
        (client) => client.count({ range: { day: { gt: 'soon' } } }),
        /HR-SEARCH-061.*ISO 8601/,
      ],
      [
        'words in a value field',
        (client) => client.search({ query: 'x', fields: ['brand'] }),
        /HR-SEARCH-060/,
      ],
      ['a limit out of bounds', (client) => client.keyword({ limit: 10_001 }), /HR-SEARCH-021/],
      [
        'a vector of another length',
        (client) => client.semantic({ vector: [1, 2] }),
        /HR-SEARCH-023.*it has 2 numbers instead of 4/,
      ],
      [
        'infinity',
        (client) => client.semantic({ vector: [1, 2, 3, Number.POSITIVE_INFINITY] }),
        /HR-SEARCH-023/,
      ],
      ['words without an embedder', (client) => client.semantic({ query: 'x' }), /HR-SEARCH-065/],
      ['what is no cursor', (client) => client.keyword({ cursor: 'abc' }), /HR-SEARCH-063/],
      [
        'an object',
        (client) => client.count({ exists: 'notes' }),
        /HR-SEARCH-060.*"notes" is an object field/,
      ],
    ];
    it.each(refusals)('%s', async (_what, ask, message) => {
      for (const client of clients) {
        await expect(ask(client)).rejects.toMatchObject({
          exitCode: 2,
          message: expect.stringMatching(message),
        });
      }
    });

    it('everything that is wrong at once', async () => {
      const filter: Filter = { and: [{ term: { x: 1 } }, { term: { sold: 'yes' } }] };
      for (const client of clients) {
        const wrong = client.search({ query: 'x', filter, sort: ['sold'], limit: 0, fields: ['y'] });
        await expect(wrong).rejects.toMatchObject({ problems: { length: 5 } });
      }
    });

    it('a cursor of another request', async () => {
      for (const client of clients) {
        const { cursor = '' } = await client.keyword({ sort: ['id'], limit: 5, cursor: true });
        await expect(client.keyword({ sort: ['price'], limit: 5, cursor })).rejects.toThrow(
          /HR-SEARCH-063.*another request/,
        );
        expect(idsOf(await client.keyword({ sort: ['id'], limit: 2, cursor }))).toHaveLength(2);
      }
    });
  });

  it('keeps pages and iterations together while documents are written', async () => {
    const before = sorted(documents.map(({ id }) => id));
    for (const backend of backends) {
      const { client } = backend;
      let round = 0;
      const write = async (): Promise<void> => {
        round += 1;
        const changed = makeDocuments(400, 99 + round).filter((_, n) => n % 5 !== round);
        await backend.replace([...changed, { id: `new-${round}`, title: 'quick new', tags: [], parts: [] }]);
      };
      for (const request of [
        { sort: ['price'] },
        { sort: [{ field: 'stock', order: 'desc' } as const] },
        {},
      ]) {
        await backend.replace(documents);
        expect(sorted(await pages(client, request, 150, write))).toEqual(before);
      }
      await backend.replace(documents);
      const fox = sorted(idsOf(await client.search({ query: 'fox', limit: 1000 })));
      expect(sorted(await pages(client, { query: 'fox' }, 25, write))).toEqual(fox);
      await backend.replace(documents);
      const seen: string[] = [];
      for await (const { id } of client.iterate({ limit: 100 })) {
        if (seen.length === 150) await write();
        seen.push(id);
      }
      expect(sorted(seen)).toEqual(before);
      await backend.replace(documents);
    }
  });
});
