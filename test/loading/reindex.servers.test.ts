import { expect, it } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { SyncedPeople } from './synced-people.ts';

const crashPoints = ['reindex:created', 'reindex:loaded', 'reindex:before-swap', 'reindex:after-swap'];

describeWithServers('headrace reindex', ['elasticsearch', 'postgres'], (servers) => {
  const make = async (backend = 'elasticsearch', rows = 200): Promise<SyncedPeople> => {
    const { url, freshPrefix } = servers.elasticsearch;
    const postgres = await servers.postgres.freshDatabase();
    return backend === 'sqlite'
      ? SyncedPeople.create(postgres, undefined, 'people', rows)
      : SyncedPeople.create(postgres, url, `${freshPrefix()}people`, rows);
  };

  it('builds the next index beside the live one, and keeps the old one until told', async () => {
    const people = await make();
    const { alias } = people;
    await expect(people.reindex()).rejects.toThrow('HR-LOADING-021');
    await people.sync({ updatedAt: 'changed' });
    expect(await people.reindex()).toMatchObject({ how: 'nothing', live: `${alias}_v1`, old: [] });

    await people.sql(`ALTER TABLE people ALTER n TYPE int USING n::int; UPDATE people SET name = 'new', changed = now()
      WHERE hk = 'k1'; DELETE FROM people WHERE hk = 'k2'`);
    const plan = await people.reindex({ dryRun: true });
    expect(plan).toMatchObject({ how: 'new', live: `${alias}_v1`, dryRun: true });
    const [planned] = people.events.filter((event) => event.type === 'reindex_plan').slice(-1);
    expect(planned).toMatchObject({
      next: `${alias}_v2`,
      differences: [expect.objectContaining({ field: 'n', change: 'type: text -> long', inPlace: false })],
    });
    expect(await people.behind()).toEqual([`${alias}_v1`]);

    expect(await people.reindex({ updatedAt: 'changed' })).toMatchObject({
      ...{ how: 'new', live: `${alias}_v2`, sampled: 20, documents: 199, repaired: 0, removed: 0 },
      old: [{ name: `${alias}_v1`, documents: 200, aliases: [] }],
    });
    expect(await people.behind()).toEqual([`${alias}_v2`]);
    expect(await people.verify({ updatedAt: 'changed' })).toMatchObject({ equal: true, documents: 199 });
    // The new index has the state of a sync that is through: the next one only reads what changed.
    await people.sql(`INSERT INTO people VALUES ('late', 'x', 1, now() + interval '1 hour')`);
    expect(await people.sync({ updatedAt: 'changed' })).toMatchObject({ mode: 'incremental' });

    const asked: unknown[] = [];
    const no = { deleteOld: async (old: unknown) => asked.push(old) < 0 };
    expect(await people.reindex(no)).toMatchObject({ how: 'nothing', deleted: [] });
    expect(asked).toEqual([[{ name: `${alias}_v1`, documents: 200, aliases: [] }]]);
    await people.ask('PUT', `/${alias}_v1/_alias/${alias}-mine`);
    expect(await people.reindex({ deleteOld: async () => true })).toMatchObject({ deleted: [] });
    await people.ask('DELETE', `/${alias}_v1/_alias/${alias}-mine`);
    expect(await people.reindex({ deleteOld: async () => true })).toMatchObject({
      deleted: [`${alias}_v1`],
      old: [],
    });
  });

  it('changes in place what can be', async () => {
    const people = await make();
    await people.sync();
    await people.sql('ALTER TABLE people ADD age int');
    expect(await people.reindex({ inPlace: true })).toMatchObject({
      how: 'in place',
      live: `${people.alias}_v1`,
    });
    expect(await people.reindex()).toMatchObject({ how: 'nothing' });
    await people.sql('ALTER TABLE people ALTER n TYPE int USING n::int');
    await expect(people.reindex({ inPlace: true })).rejects.toThrow('HR-ELASTIC-024');
  });

  it('does not swap to an index that refuses records, unless told to', async () => {
    const people = await make();
    const { alias } = people;
    await people.sync();
    await people.sql(`UPDATE people SET n = 'none' WHERE hk = 'k7'`);
    await people.configure({
      template: { mappings: { dynamic: false, properties: { n: { type: 'long' } } } },
    });
    await expect(people.reindex()).rejects.toMatchObject({
      exitCode: 3,
      problems: [{ code: 'HR-LOADING-027' }],
    });
    expect(await people.behind()).toEqual([`${alias}_v1`]);
    expect((await people.settings(`${alias}_v2`))['index.number_of_replicas']).toBe('1');
    expect(await people.reindex({ acceptDeadLetters: true })).toMatchObject({
      ...{ how: 'resume', live: `${alias}_v2`, documents: 199, dead: 1 },
    });
    expect(await people.behind()).toEqual([`${alias}_v2`]);
  });

  it.each(crashPoints)('killed at %s, it goes on when it is run again', async (point) => {
    const people = await make();
    const { alias } = people;
    await people.sync();
    await people.sql('ALTER TABLE people ALTER n TYPE int USING n::int');
    const killed = people.run(['reindex', '--settle', '10ms'], point);
    expect(killed.code, killed.out + killed.err).toBeNull();
    const swapped = point === 'reindex:after-swap';
    expect(await people.behind()).toEqual([`${alias}_v${swapped ? 2 : 1}`]);
    await people.sql(`INSERT INTO people VALUES ('late', 'x', 1); DELETE FROM people WHERE hk = 'k3'`);

    const again = people.run(['reindex', '--settle', '10ms', '--json']);
    expect(again.code, again.out + again.err).toBe(0);
    const lines = again.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.find(({ type }) => type === 'reindex_plan')).toMatchObject(
      swapped ? { how: 'swapped' } : { how: 'resume', next: `${alias}_v2` },
    );
    expect(lines.at(-1)).toMatchObject({ type: 'reindex_finished', live: `${alias}_v2`, documents: 200 });
    expect(await people.behind()).toEqual([`${alias}_v2`]);
    expect(await people.verify()).toMatchObject({ equal: true, rows: 200, documents: 200 });
    const settings = await people.settings(`${alias}_v2`);
    expect(settings).toMatchObject({ 'index.number_of_replicas': '1' });
    expect(settings['index.refresh_interval']).toBeUndefined();
    expect(await people.meta(`${alias}_v2`)).toEqual({});
    expect(await people.meta(`${alias}_v1`)).toEqual({ headrace_replaced_by: `${alias}_v2` });
    expect(await people.reindex()).toMatchObject({ how: 'nothing' });
  });

  it('begins anew when what was begun does not fit any more', async () => {
    const people = await make();
    const { alias } = people;
    await people.sync();
    await people.sql('ALTER TABLE people ALTER n TYPE int USING n::int');
    expect(people.run(['reindex', '--settle', '10ms'], 'reindex:loaded').code).toBeNull();
    await people.sql('ALTER TABLE people ALTER n TYPE double precision');
    expect(await people.reindex()).toMatchObject({ how: 'new', live: `${alias}_v2`, documents: 200 });
    expect(people.events.findLast((event) => event.type === 'reindex_plan')).toMatchObject({
      abandoned: [`${alias}_v2`],
    });
    expect(await people.verify()).toMatchObject({ equal: true });
  });

  it('refuses while another one is at it, and where other loads would be lost', async () => {
    const people = await make();
    await people.sync();
    await people.sql(
      'CREATE TABLE other AS SELECT * FROM people WHERE false; ALTER TABLE other ADD PRIMARY KEY (hk)',
    );
    await people.sync({ table: 'other' });
    await people.sql('ALTER TABLE people ALTER n TYPE int USING n::int');
    await expect(people.reindex()).rejects.toThrow('HR-LOADING-020');
    const both = await Promise.allSettled([people.reindex({ force: true }), people.reindex({ force: true })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { exitCode: 4 } });
    expect((await people.behind()).length).toBe(1);
  });

  it('builds an embedded index anew in its place', async () => {
    const people = await make('sqlite');
    await expect(people.reindex()).rejects.toThrow('HR-LOADING-021');
    await people.sync();
    expect(await people.reindex()).toMatchObject({ how: 'nothing' });
    await people.configure({ text: ['name', 'n'] });
    await people.sql(`INSERT INTO people VALUES ('late', 'x', 1)`);
    expect(await people.reindex({ dryRun: true })).toMatchObject({ how: 'rebuild' });
    expect(await people.reindex()).toMatchObject({ how: 'rebuild' });
    expect(await people.verify()).toMatchObject({ equal: true, documents: 201 });
    expect(await people.reindex()).toMatchObject({ how: 'nothing' });
  });
});
