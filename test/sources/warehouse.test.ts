import { describe, expect, it } from 'vitest';
import type { SourceRecord } from '../../src/load/index.ts';
import type { DuckDBSource } from '../../src/sources/duckdb/index.ts';
import { documentOf, open, readAll } from '../../src/sources/duckdb/testing/tables.ts';
import { Project, tables } from '../support/project.ts';

const ids = (records: readonly SourceRecord[]): (string | undefined)[] => records.map(({ key }) => key);

async function builtProject(): Promise<Project> {
  const project = new Project({
    ...tables({
      orders: { layer: 'bronze', source: { type: 'csv', path: 'raw' } },
      doubled: { sql: 'SELECT id, id * 2 AS twice FROM orders' },
    }),
    'raw/1.csv': 'id,at\n1,2026-11-21T10:00:00Z\n2,2026-11-21T11:30:00Z\n',
  });
  await project.built();
  return project;
}

const load = ({ root }: Project, table: string, pinned?: DuckDBSource['pin']): Promise<DuckDBSource> =>
  open(table, { root, pinned });

describe('a table of the project', () => {
  it('is read by its bare name, in the order of its files', async () => {
    const project = await builtProject();
    project.write({ 'raw/2.csv': 'id,at\n3,2026-11-21T12:00:00Z\n' });
    await project.built();
    const source = await load(project, 'Orders');
    const all = await readAll(source);
    expect(all.map(documentOf)[1]).toBe('{"id":2,"at":"2026-11-21T11:30:00Z"}');
    expect(ids(all)).toEqual(['1', '2', '3']);
    expect(source.rows).toBe(3);
    expect(await readAll(source, all[1]?.position)).toEqual(all.slice(2));
  });

  it('stays what it was while runs replace it and sweep', async () => {
    const project = await builtProject();
    const source = await load(project, 'doubled');
    project.write({ 'raw/2.csv': 'id,at\n3,2026-11-21T12:00:00Z\n' });
    await project.built();
    await project.built('--full-refresh');
    expect(ids(await readAll(source))).toEqual(['1', '2']);
    expect(ids(await readAll(await load(project, 'doubled')))).toEqual(['1', '2', '3']);
    await expect(load(project, 'doubled', source.pin)).rejects.toThrow(
      /HR-LOADSOURCE-006: .*it was at version 1\.1 then and is at 1\.[23] now/,
    );
  });

  it('goes on at the version that it began with', async () => {
    const project = await builtProject();
    const { pin } = await load(project, 'doubled');
    const again = await load(project, 'doubled', pin);
    expect(ids(await readAll(again, '0:0'))).toEqual(['2']);
  });

  it('that is unknown is told with the nearest name', async () => {
    const project = await builtProject();
    await expect(load(project, 'order')).rejects.toThrow(
      /HR-LOADSOURCE-002: The warehouse has no table "order"\. Did you mean "orders"\?/,
    );
    const empty = new Project(tables({}));
    await expect(load(empty, 'orders')).rejects.toThrow('HR-LOADSOURCE-002');
  });
});
