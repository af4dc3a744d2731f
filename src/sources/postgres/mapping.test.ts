import { describe, expect, it } from 'vitest';
import { HeadraceError } from '../../kernel/index.ts';
import { compileMapping } from './mapping.ts';
import type { Column, MappingConfig, Shape } from './types.ts';

function column(name: string, base = 'text', more: Partial<Column> = {}): Column {
  return {
    name,
    type: base,
    cast: `pg_catalog.${base}`,
    base,
    baseKind: 'base',
    list: false,
    nullable: true,
    ...more,
  };
}

const shape: Shape = {
  oid: '1',
  relation: '"public"."people"',
  name: 'public.people',
  kind: 'table',
  columns: [
    column('hk'),
    column('name'),
    column('street'),
    column('city'),
    column('photo', 'bytea'),
    column('embedding', 'vector', { dimensions: 256 }),
  ],
  primaryKey: ['hk'],
  rows: 0,
  bytes: 0,
};

function problemsOf(mapping: MappingConfig): string[] {
  try {
    compileMapping(mapping, shape);
    return [];
  } catch (error) {
    if (!(error instanceof HeadraceError)) throw error;
    return error.problems.map(({ message }) => message);
  }
}

describe('compileMapping', () => {
  it('leaves columns as they are, but for types that JSON has no good form of', () => {
    const { from, json, fields, verbatim } = compileMapping({}, shape);
    expect(json).toBe('row_to_json(d.*)');
    expect(from).toBe(
      `, LATERAL (SELECT t."hk" AS "hk", t."name" AS "name", t."street" AS "street", t."city" AS "city", translate(encode(t."photo", 'base64'), E'\\n', '') AS "photo", (t."embedding")::text::json AS "embedding") AS d`,
    );
    expect(fields.map(({ field }) => field)).toEqual([
      ...['hk', 'name', 'street', 'city'].map((name) => ({ name, type: 'text', list: false })),
      { name: 'photo', type: 'binary', list: false },
      { name: 'embedding', type: 'vector', list: false, dimensions: 256 },
    ]);
    expect(verbatim).toBe(false);
  });

  it('renames, nests, drops, casts and computes', () => {
    const { from, fields } = compileMapping(
      {
        rename: { name: 'title', street: 'road' },
        nest: { address: ['street', 'city'] },
        drop: ['photo', 'embedding'],
        cast: { hk: 'uuid' },
        computed: { shout: 'upper(name)' },
      },
      shape,
    );
    expect(from).toBe(
      `, LATERAL (SELECT (upper(name)) AS c0, t."hk" AS each) AS c, LATERAL (SELECT t."street" AS "road", t."city" AS "city") AS n_0, LATERAL (SELECT (t."hk")::uuid AS "hk", t."name" AS "title", n_0 AS "address", c.c0 AS "shout") AS d`,
    );
    expect(fields.map(({ name, field }) => [name, field?.type])).toEqual([
      ['hk', undefined],
      ['title', 'text'],
      ['address', 'object'],
      ['shout', undefined],
    ]);
  });

  it('nests under names of their own', () => {
    const { from } = compileMapping({ nest: { at: { line: 'street', town: 'city' } } }, shape);
    expect(from).toContain('LATERAL (SELECT t."street" AS "line", t."city" AS "town") AS n_0');
  });

  it('says everything that is wrong at once', () => {
    expect(
      problemsOf({
        rename: { nam: 'x', hk: 'city', name: '_headrace' },
        drop: ['photo', 'embeding'],
        nest: { place: ['street', 'photo'], other: ['street'] },
        computed: { city: '1' },
      }),
    ).toEqual([
      '`rename` names column "nam", which "public.people" does not have. Did you mean "name"?',
      '`drop` names column "embeding", which "public.people" does not have. Did you mean "embedding"?',
      'Column "photo" cannot be dropped and nested in "place" at once.',
      'Column "street" cannot be nested in "place" and nested in "other" at once.',
      'Field "city" would be written by column "hk", column "city" and `computed: city`.',
      'column "name" would write field "_headrace", which is Headrace\'s own.',
    ]);
    expect(problemsOf({ rename: { photo: 'p' }, drop: ['photo'] })).toEqual([
      'Column "photo" cannot be renamed and dropped at once.',
    ]);
    expect(problemsOf({ rename: { street: 'city' }, nest: { at: ['street', 'city'] } })).toEqual([
      'Field "city" would be written by column "street" in `nest: at` and column "city" in `nest: at`.',
    ]);
  });

  it('may give a column the name of one that went elsewhere', () => {
    expect(problemsOf({ rename: { name: 'city' }, nest: { place: ['city'] } })).toEqual([]);
  });
});
