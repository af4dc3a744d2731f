import { utimesSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { Project, tables } from '../support/project.ts';

const view = { layer: 'bronze', kind: 'materialized_view', source: { type: 'csv', path: 'data' } } as const;

describe('a table is skipped when nothing changed, and built with the reason when something did', () => {
  it('its SQL, its configuration, its input, its source files, its schema, the engine', async () => {
    const specs = {
      raw: { ...view, sql: 'SELECT * FROM source' },
      other: { sql: 'SELECT 1 AS id' },
      joined: { sql: 'SELECT raw.id FROM raw JOIN other USING (id)' },
    };
    const project = new Project({ ...tables(specs), 'data/a.csv': 'id\n1\n' });
    const next = async (): Promise<Record<string, string>> => (await project.built()).outcomes;
    const nothing = {
      raw: 'skipped: nothing changed',
      other: 'skipped: nothing changed',
      joined: 'skipped: nothing changed',
    };
    await project.built();
    expect(await next()).toEqual(nothing);
    // A file that was fresh when it was read, and was then compared by content, no longer is.
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(await next()).toEqual(nothing);

    project.write({ 'transformations/silver/joined.sql': 'SELECT other.id FROM raw JOIN other USING (id)' });
    expect(await next()).toEqual({ ...nothing, joined: 'built: SQL changed' });
    project.write(tables({ ...specs, joined: { ...specs.joined, cluster_by: ['id'] } }));
    expect((await next()).joined).toMatch(/^built: (SQL|configuration) changed$/);
    project.write(tables({ ...specs, joined: { ...specs.joined, partition_by: ['id'] } }));
    expect(await next()).toEqual({ ...nothing, joined: 'built: configuration changed' });

    project.write({ 'transformations/silver/other.sql': 'SELECT 2 AS id' });
    expect(await next()).toEqual({
      ...nothing,
      other: 'built: SQL changed',
      joined: 'built: new version of other',
    });

    project.write({ 'data/b.csv': 'id\n2\n' });
    expect(await next()).toMatchObject({
      raw: 'built: source files changed',
      joined: 'built: new version of raw',
    });
    // The same size within the same tick of the clock: only the content tells.
    const now = new Date();
    utimesSync(project.path('data', 'b.csv'), now, now);
    await project.built();
    project.write({ 'data/b.csv': 'id\n3\n' });
    utimesSync(project.path('data', 'b.csv'), now, now);
    expect((await next()).raw).toBe('built: source files changed');
    expect(await project.values('SELECT id FROM raw ORDER BY id')).toEqual([1, 3]);

    project.write({ 'schemas/raw.yml': 'columns: {id: double}\n' });
    expect((await next()).raw).toBe('built: configuration changed');
    expect(await project.values('SELECT typeof(id) FROM raw')).toEqual(['DOUBLE', 'DOUBLE']);

    const db = new DatabaseSync(project.path('.headrace', 'state.db'));
    db.exec(
      `UPDATE tables SET fingerprint = json_set(fingerprint, '$.engine', 'duckdb 0.0.1') WHERE name = 'other'`,
    );
    db.close();
    expect(await next()).toMatchObject({ raw: nothing.raw, other: 'built: engine version changed' });
    expect(await next()).toEqual(nothing);
  });

  it('unless it is forced, or never to be skipped', async () => {
    const specs = {
      plain: { sql: 'SELECT 1 AS x' },
      always: { sql: 'SELECT 1 AS x', refresh: 'always' },
      clock: { sql: 'SELECT current_timestamp AS x' },
      dice: { sql: 'SELECT random() AS x' },
      calm: { sql: 'SELECT now() AS x', refresh: 'on_change' },
    };
    const project = new Project(tables(specs));
    await project.built();
    expect((await project.built()).outcomes).toEqual({
      plain: 'skipped: nothing changed',
      always: 'built: refresh: always',
      clock: 'built: uses current_timestamp',
      dice: 'built: uses random',
      calm: 'skipped: nothing changed',
    });
    const forced = await project.built('--force', 'plain', 'calm');
    expect(forced.outcomes).toEqual({ plain: 'built: forced', calm: 'built: forced' });
  });

  it('and what a plan says is what a run does, without doing it', async () => {
    const project = new Project({
      ...tables({
        raw: { layer: 'bronze', source: { type: 'csv', path: 'data' } },
        a: { sql: 'SELECT * FROM raw' },
        b: { sql: 'SELECT 1 AS x' },
      }),
      'data/a.csv': 'id\n1\n',
    });
    await project.built();
    project.write({ 'data/b.csv': 'id\n2\n' });
    const { stdout } = await project.start(['plan', '--json']).end();
    const forecast: { tables: { table: string; action: string }[] } = JSON.parse(stdout);
    expect(forecast.tables.map(({ table, action }) => `${action} ${table}`).sort()).toEqual([
      'build a',
      'build raw',
      'skip b',
    ]);
    expect(await project.values('SELECT count(*) FROM raw')).toEqual([1]);
    expect(await project.history()).toHaveLength(1);
  });
});
