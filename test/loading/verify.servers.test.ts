import { expect, it } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { SyncedPeople } from './synced-people.ts';

describeWithServers('headrace verify', ['elasticsearch', 'postgres'], (servers) => {
  const make = async (backend: string, rows?: number): Promise<SyncedPeople> => {
    const { url, freshPrefix } = servers.elasticsearch;
    const postgres = await servers.postgres.freshDatabase();
    const isSqlite = backend === 'sqlite';
    return SyncedPeople.create(
      postgres,
      isSqlite ? undefined : url,
      isSqlite ? 'people' : `${freshPrefix()}people`,
      rows,
    );
  };

  it.each(['elasticsearch', 'sqlite'])('finds and repairs just what differs (%s)', async (backend) => {
    const people = await make(backend);
    await expect(people.verify()).rejects.toThrow('HR-LOADING-021');
    await people.sync();
    expect(await people.verify()).toMatchObject({ equal: true, rows: 300, documents: 300 });

    await people.sql(`DELETE FROM people WHERE hk IN ('k1', 'k2');
      UPDATE people SET name = 'new' WHERE hk IN ('k10', 'k11', 'k12');
      INSERT INTO people VALUES ('new 🎈', 'x', 'y')`);
    if (backend === 'elasticsearch') await people.ask('PUT', `/${people.alias}/_doc/foreign`, { a: 1 });
    const found = await people.verify();
    expect(found).toMatchObject({ equal: false, repaired: false, missing: 1, extra: 2, different: 3 });
    expect(found.examples).toEqual({
      missing: ['new 🎈'],
      extra: expect.arrayContaining(['k1', 'k2']),
      different: expect.arrayContaining(['k10', 'k11', 'k12']),
      unstamped: backend === 'elasticsearch' ? ['foreign'] : [],
    });

    const repaired = await people.repair();
    expect(repaired).toMatchObject({
      equal: false,
      repaired: true,
      repairs: { written: 4, deleted: 2, dead: 0, remaining: 0 },
    });
    expect(await people.verify()).toMatchObject({ equal: true, rows: 299, documents: 299 });
    // A sync goes on as if nothing had been.
    await people.sql(`UPDATE people SET name = 'newer' WHERE hk = 'k10'`);
    expect(await people.sync()).toMatchObject({ mode: 'full', stored: 299, stale: 0 });
    expect(await people.verify()).toMatchObject({ equal: true });
  });

  it('does not take a change on its way for a difference', async () => {
    const people = await make('elasticsearch');
    await people.sync();
    await people.sql(`UPDATE people SET name = 'new' WHERE hk = 'k5'`);
    let synced: Promise<unknown> | undefined;
    const report = await people.verify({
      settleMs: 4000,
      onEvent: (event) => {
        if (event.type === 'verify_progress' && event.step === 'again') synced ??= people.sync();
      },
    });
    await synced;
    expect(synced).toBeDefined();
    expect(report).toMatchObject({ equal: true });
  });

  it('deletes no more than it may, and says so', async () => {
    const people = await make('elasticsearch', 40);
    await people.sync();
    await people.sql(`DELETE FROM people WHERE n::int <= 10; UPDATE people SET name = 'new' WHERE n = '11'`);
    await expect(people.repair()).rejects.toThrow('HR-LOADING-012');
    expect(await people.verify()).toMatchObject({ different: 0, extra: 10 });
    expect(await people.repair('10')).toMatchObject({ repaired: true, repairs: { deleted: 10 } });
  });

  it('says that the mapping has changed instead of listing every record', async () => {
    const people = await make('elasticsearch');
    await people.sync();
    await people.sql('ALTER TABLE people ADD more int');
    await expect(people.verify()).rejects.toThrow('HR-LOADING-022');
    await people.sync({ full: true });
    expect(await people.verify()).toMatchObject({ equal: true });
  });

  it('leaves an unfinished sync, other loads and refused records alone', async () => {
    const people = await make('elasticsearch');
    await people.createStrict();
    await people.sql(`UPDATE people SET n = 'none' WHERE hk = 'k7'`);
    expect(await people.sync()).toMatchObject({ stored: 299, dead: 1 });
    expect(await people.verify()).toMatchObject({ missing: 1 });
    expect(await people.repair()).toMatchObject({
      repaired: false,
      repairs: { written: 0, dead: 1, remaining: 1, deadLetters: expect.stringContaining(people.alias) },
    });
    await people.sql(`UPDATE people SET n = '7' WHERE hk = 'k7'`);
    const killed = people.run(['sync', '--full'], 'load:after-checkpoint');
    expect(killed.code).toBeNull();
    await expect(people.repair()).rejects.toThrow('HR-LOADING-024');
    expect(await people.verify()).toMatchObject({ missing: 1 });
    expect(people.events).toContainEqual(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'HR-LOADING-023' }) }),
    );
    await people.sync();
    expect(await people.repair()).toMatchObject({ equal: true });
    await people.sql(
      'CREATE TABLE other AS SELECT * FROM people WHERE false; ALTER TABLE other ADD PRIMARY KEY (hk)',
    );
    await people.sync({ table: 'other' });
    await expect(people.repair()).rejects.toThrow('HR-LOADING-020');
  });

  it('tells by its exit code', async () => {
    const people = await make('elasticsearch');
    await people.sync();
    const equal = people.run(['verify']);
    expect(equal).toMatchObject({ code: 0, err: '' });
    expect(equal.out).toContain('are equal: 300 records');
    await people.sql(`DELETE FROM people WHERE hk = 'k1'`);
    const differ = people.run(['verify', '--settle', '10ms', '--repair', '--dry-run']);
    expect(differ.code).toBe(1);
    expect(differ.out).toContain('1 extra (not in the table): k1');
    expect(differ.out).toContain('would write 0 and delete 1');
    const lines = people.run(['verify', '--settle', '10ms', '--json']).out.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toContainEqual({
      type: 'difference',
      kind: 'extra',
      key: 'k1',
    });
    expect(people.run(['verify', '--settle', '10ms', '--repair']).code).toBe(0);
  });
});
