import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HeadraceError } from '../kernel/index.ts';
import { readSchemaFile, writeSchemaFile } from './schema-files.ts';
import { outline, projectFolder } from './testing/project-folder.ts';

test('columns come back as they were written, in their order', async () => {
  const root = projectFolder({});
  const columns = { id: 'bigint', null: 'string', 'a: b': 'array<struct<x: int>>', true: 'decimal(10,2)' };
  await writeSchemaFile(root, 'orders', columns);
  const read = await readSchemaFile(root, 'orders');
  expect(read).toEqual(columns);
  expect(Object.keys(read ?? {})).toEqual(Object.keys(columns));
  expect(readdirSync(join(root, 'schemas'))).toEqual(['orders.yml']);
  expect(readFileSync(join(root, 'schemas/orders.yml'), 'utf8')).toMatch(
    /^# The columns of "orders", inferred/,
  );
});

test('a table without a schema file has none', async () => {
  expect(await readSchemaFile(projectFolder({}), 'orders')).toBeUndefined();
});

test('mistakes in a schema file are told with their places', async () => {
  const problems = async (text: string): Promise<string[]> => {
    const root = projectFolder({ 'schemas/a.yml': text });
    const error: unknown = await readSchemaFile(root, 'a').catch((thrown: unknown) => thrown);
    if (!(error instanceof HeadraceError)) throw new Error('It was accepted.');
    return outline(error.problems);
  };
  expect(await problems('columns:\n  id: bigint\n  price: 3\n  id: text\ncolumn: {}\n')).toEqual([
    'HR-CONFIG-006 schemas/a.yml:3:10 "columns.price" should be text, but is 3.',
    'HR-CONFIG-004 schemas/a.yml:4:3 The key "id" is written twice; it first stands in line 2.',
    'HR-CONFIG-005 schemas/a.yml:5:1 "column" is no key of the schema file. Did you mean "columns"?',
  ]);
  expect(await problems('')).toEqual([
    'HR-CONFIG-006 schemas/a.yml:1:1 The schema file should be a mapping (`key: value` lines), but is empty.',
  ]);
  expect(await problems('columns: [')).toMatchObject([
    expect.stringContaining('HR-CONFIG-003 schemas/a.yml:1:11'),
  ]);
});

test('a schema file that cannot be read is a problem', async () => {
  const root = projectFolder({});
  mkdirSync(join(root, 'schemas/a.yml'), { recursive: true });
  await expect(readSchemaFile(root, 'a')).rejects.toThrow('HR-CONFIG-009');
});
