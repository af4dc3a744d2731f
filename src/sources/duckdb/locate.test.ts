import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { locateSource } from './locate.ts';
import { freshFolder } from './testing/tables.ts';

function lake(): string {
  const root = freshFolder();
  mkdirSync(join(root, 'lake', 'orders', '_delta_log'), { recursive: true });
  mkdirSync(join(root, 'lake', 'orders', 'day=1'));
  mkdirSync(join(root, 'lake', 'products'));
  mkdirSync(join(root, 'lake', 'ice', 'metadata'), { recursive: true });
  writeFileSync(join(root, 'lake', 'ice', 'metadata', 'v1.metadata.json'), '{}');
  writeFileSync(join(root, 'one.parquet'), '');
  writeFileSync(join(root, 'a.b.parquet'), '');
  writeFileSync(join(root, 'notes.txt'), '');
  return root;
}

describe('a source table', () => {
  it('is a table of the project, a Delta table, or Parquet', () => {
    const root = lake();
    const delta = { kind: 'delta', path: join(root, 'lake', 'orders') };
    expect(locateSource('products', root)).toEqual({ kind: 'warehouse', table: 'products' });
    expect(locateSource('`daily sales`', root)).toEqual({ kind: 'warehouse', table: 'daily sales' });
    expect(locateSource('lake/orders/', root)).toEqual(delta);
    expect(locateSource(` ${join(root, 'lake', 'orders')} `, root)).toEqual(delta);
    expect(locateSource(pathToFileURL(delta.path).href, root)).toEqual(delta);
    expect(locateSource(`dbfs:${delta.path}`, root)).toEqual(delta);
    expect(locateSource('./lake/products', root)).toEqual({
      kind: 'parquet',
      path: join(root, 'lake/products'),
    });
    expect(locateSource('one.parquet', root)).toEqual({ kind: 'parquet', path: join(root, 'one.parquet') });
    expect(locateSource('a.b.parquet', root)).toEqual({ kind: 'parquet', path: join(root, 'a.b.parquet') });
    expect(locateSource('lake/*.parquet', root)).toEqual({
      kind: 'parquet',
      path: join(root, 'lake/*.parquet'),
    });
  });

  it.each([
    ['lake/ordres', /HR-LOADSOURCE-001: .*lake has no "ordres"\. Did you mean "orders"\?/],
    ['/mnt/there/is/none', /HR-LOADSOURCE-001: There is nothing at \/mnt\/there\/is\/none/],
    ['dbfs:/there/is/none', /HR-LOADSOURCE-001/],
    [
      's3://me:secret@bucket/orders?token=x',
      /HR-LOADSOURCE-004: s3:\/\/…@bucket\/orders cannot be read from here: /,
    ],
    ['sales.orders', /HR-LOADSOURCE-005: sales\.orders cannot be loaded: two names/],
    [' ', /HR-LOADSOURCE-005: .*it is empty/],
    ['notes.txt', /HR-LOADSOURCE-005: .*it is a file, but no Parquet file/],
    ['lake/orders/day=1', /HR-LOADSOURCE-005: .*a part of the Delta table .*orders,/],
    ['lake/orders/_delta_log', /HR-LOADSOURCE-005: .*a part of the Delta table .*orders,/],
    ['lake/ice', /HR-LOADSOURCE-005: .*Iceberg/],
  ])('%s is refused with a reason', (written, message) => {
    expect(() => locateSource(written, lake())).toThrow(message);
  });

  it.each(['main.sales.orders', 'main.`my schema`.orders', '/Volumes/main/sales/files/orders'])(
    '%s is of a workspace',
    (table) => {
      expect(locateSource(table, lake())).toEqual({ kind: 'workspace', table });
    },
  );

  it('with a Delta table somewhere in it is no Parquet folder', async () => {
    const { listParquet } = await import('./parquet-files.ts');
    const root = lake();
    await expect(listParquet(join(root, 'lake'))).rejects.toThrow('it is a Delta table of its own');
  });
});
