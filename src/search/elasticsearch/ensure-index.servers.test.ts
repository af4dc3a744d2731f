import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import type { Fields } from '../client/types.ts';
import { guardAlias, lookBehindAlias, swapAlias } from './aliases.ts';
import { compareMapping } from './compare-mapping.ts';
import { connectElasticsearch, type ElasticsearchConnection } from './connect.ts';
import { ensureIndex } from './ensure-index.ts';
import { type IndexBody, indexBody } from './index-body.ts';
import { readTemplate } from './index-template.ts';
import { applyInPlace, readIndex } from './live-index.ts';
import { restoreAfterLoad, tuneForLoad } from './load-tuning.ts';
import { countDocuments, deleteIndex, listPhysical, nextPhysicalName } from './physical-names.ts';

const fields: Fields = {
  title: { type: 'text', keyword: true },
  'author.name': { type: 'keyword' },
  price: { type: 'double' },
  stock: { type: 'long' },
  sold: { type: 'boolean' },
  at: { type: 'date' },
  raw: { type: 'object' },
  vector: { type: 'vector', dimensions: 8 },
};
const body = indexBody({ fields });

describeWithServers('indexes and aliases', ['elasticsearch'], (servers) => {
  let cluster: ElasticsearchConnection;
  beforeAll(async () => {
    cluster = await connectElasticsearch({ nodes: [servers.elasticsearch.url] });
  });
  afterAll(() => cluster.close());

  const freshAlias = (): string => `${servers.elasticsearch.freshPrefix()}items`;

  it('come into being together, once, as described', async () => {
    const alias = freshAlias();
    const wanted = { alias, physical: `${alias}_v1`, body };
    const made = await Promise.all([1, 2, 3].map(() => ensureIndex(cluster, wanted)));
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    expect(made.map(({ physical, writeTo }) => [physical, writeTo])).toEqual(
      made.map(() => [`${alias}_v1`, alias]),
    );
    expect(await lookBehindAlias(cluster, alias)).toEqual({
      indexes: [`${alias}_v1`],
      writeIndex: `${alias}_v1`,
    });
    expect(compareMapping(body, await readIndex(cluster, alias))).toEqual([]);
    expect(await countDocuments(cluster, alias)).toBe(0);
  });

  it('are left as they are when they are there', async () => {
    const alias = freshAlias();
    await ensureIndex(cluster, { alias, physical: `${alias}_v7`, body });
    const other = { alias, physical: `${alias}_v8`, body };
    expect(await ensureIndex(cluster, other)).toEqual({
      physical: `${alias}_v7`,
      created: false,
      writeTo: alias,
    });
    expect(await listPhysical(cluster, alias)).toEqual([`${alias}_v7`]);
  });

  it('get an alias if the index was there before', async () => {
    const alias = freshAlias();
    const physical = `${alias}_v1`;
    await cluster.ask((client, options) => client.indices.create({ index: physical }, options));
    expect(await ensureIndex(cluster, { physical, body })).toMatchObject({
      created: false,
      writeTo: guardAlias(physical),
    });
    expect(await ensureIndex(cluster, { alias, physical, body })).toMatchObject({ created: false, physical });
    expect(await lookBehindAlias(cluster, alias)).toMatchObject({ writeIndex: physical });
  });

  it('are not made where an index has the name of the alias, or the alias is of many', async () => {
    const alias = freshAlias();
    await cluster.ask((client, options) => client.indices.create({ index: alias }, options));
    const wanted = { alias, physical: `${alias}_v1`, body };
    await expect(ensureIndex(cluster, wanted)).rejects.toThrow('HR-ELASTIC-016');
    await deleteIndex(cluster, alias);
    await ensureIndex(cluster, wanted);
    const aliases = { [alias]: {} };
    await cluster.ask((client, options) => client.indices.create({ index: `${alias}_v2`, aliases }, options));
    await expect(ensureIndex(cluster, wanted)).rejects.toThrow('HR-ELASTIC-017');
  });

  it('are refused with the reason', async () => {
    const physical = freshAlias();
    const wrong = readTemplate({ name: 't', content: { mappings: { properties: { a: { type: 'txt' } } } } });
    await expect(ensureIndex(cluster, { physical, body: wrong })).rejects.toThrow(/HR-ELASTIC-019.*\[txt\]/);
    const setting = readTemplate({ name: 't', content: { settings: { number_of_shard: 1 } } });
    await expect(ensureIndex(cluster, { physical, body: setting })).rejects.toThrow(
      /HR-ELASTIC-019.*number_of_shard/,
    );
    const english = indexBody({ fields, analyzer: 'english' });
    const made = await ensureIndex(cluster, { physical, body: english }).catch((error: unknown) =>
      String(error),
    );
    // The small build for tests lacks it; others have it.
    expect(JSON.stringify(made)).toMatch(/HR-ELASTIC-020|"created":true/);
  });

  it('change in place as far as they can', async () => {
    const physical = freshAlias();
    await ensureIndex(cluster, { physical, body });
    const more = indexBody({
      fields: { ...fields, colour: { type: 'keyword' }, 'author.born': { type: 'date' } },
    });
    const wanted: IndexBody = { ...more, settings: { ...more.settings, 'mapping.total_fields.limit': 3000 } };
    const found = compareMapping(wanted, await readIndex(cluster, physical));
    expect(found.map(({ field, inPlace }) => [field, inPlace])).toEqual([
      ['settings.mapping.total_fields.limit', true],
      ['author.born', true],
      ['colour', true],
    ]);
    await applyInPlace(cluster, physical, wanted, found);
    expect(compareMapping(wanted, await readIndex(cluster, physical))).toEqual([]);

    const other = indexBody({ fields: { ...fields, stock: { type: 'keyword' } }, numberOfShards: 2 });
    const fixed = compareMapping(other, await readIndex(cluster, physical));
    await expect(applyInPlace(cluster, physical, other, fixed)).rejects.toThrow(/HR-ELASTIC-024.*stock/);
  });

  it('swap in one call, that can be repeated, and not from under somebody', async () => {
    const alias = freshAlias();
    const { physical: first } = await ensureIndex(cluster, { alias, physical: `${alias}_v1`, body });
    const second = nextPhysicalName(first, await listPhysical(cluster, first));
    expect(second).toBe(`${alias}_v2`);
    await ensureIndex(cluster, { physical: second, body });
    expect(nextPhysicalName(first, await listPhysical(cluster, first))).toBe(`${alias}_v3`);
    await swapAlias(cluster, alias, first, second);
    await swapAlias(cluster, alias, first, second);
    expect(await lookBehindAlias(cluster, alias)).toEqual({ indexes: [second], writeIndex: second });
    await ensureIndex(cluster, { physical: `${alias}_v3`, body });
    await expect(swapAlias(cluster, alias, first, `${alias}_v3`)).rejects.toThrow('HR-ELASTIC-013');
    expect(await lookBehindAlias(cluster, alias)).toMatchObject({ writeIndex: second });
    await deleteIndex(cluster, first);
    await deleteIndex(cluster, first);
  });

  it('get back what they had before a load, also after a crash', async () => {
    const physical = freshAlias();
    const content = {
      settings: { refresh_interval: '7s', number_of_replicas: 1 },
      mappings: { _meta: { mine: 1 } },
    };
    await ensureIndex(cluster, { physical, body: readTemplate({ name: 't', content }) });
    const shown = async (): Promise<unknown> => {
      const { settings, mappings } = await readIndex(cluster, physical);
      return [settings.refresh_interval, settings.number_of_replicas, mappings._meta];
    };
    const before = await shown();
    await tuneForLoad(cluster, physical);
    expect(await shown()).toMatchObject(['-1', '0', { mine: 1 }]);
    await tuneForLoad(cluster, physical);
    expect(await restoreAfterLoad(cluster, physical)).toBe(true);
    expect(await shown()).toEqual(before);
    expect(await restoreAfterLoad(cluster, physical)).toBe(false);
    expect(await shown()).toEqual(before);
  });

  it('guess without losing documents where nothing is declared', async () => {
    const physical = freshAlias();
    await ensureIndex(cluster, { physical, body: indexBody({ fields: {} }) });
    for (const [n, document] of [{ a: 1, d: '2020-01-01' }, { a: 'x', d: 'soon' }, { 'p.q': 1 }].entries())
      await cluster.ask((client, options) =>
        client.index({ index: physical, id: `${n}`, document }, options),
      );
    await cluster.ask((client, options) => client.indices.refresh({ index: physical }, options));
    expect(await countDocuments(cluster, physical)).toBe(3);
  });
});
