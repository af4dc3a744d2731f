import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { SyncedPeople } from './synced-people.ts';

describeWithServers('headrace dead-letters', ['elasticsearch', 'postgres'], (servers) => {
  const make = async (): Promise<SyncedPeople> => {
    const { url, freshPrefix } = servers.elasticsearch;
    const people = await SyncedPeople.create(
      await servers.postgres.freshDatabase(),
      url,
      `${freshPrefix()}people`,
      20,
    );
    await people.createStrict();
    await people.sql(`UPDATE people SET n = 'none' WHERE hk IN ('k1', 'k2', 'k3')`);
    return people;
  };

  it('lists them, sends them again, and keeps those that are refused again', async () => {
    const people = await make();
    const { alias } = people;
    expect(people.run(['dead-letters'])).toMatchObject({ code: 0, out: 'no dead letters\n' });
    expect(await people.sync()).toMatchObject({ stored: 17, dead: 3 });

    const listed = people.run(['dead-letters', 'list', alias, '--json']).out.trim().split('\n');
    const letters = listed.map((line) => JSON.parse(line));
    expect(letters).toHaveLength(3);
    expect(letters[0]).toMatchObject({
      index: alias,
      key: 'k1',
      attempts: 1,
      reason: expect.stringContaining('[n]'),
    });
    const shown = people.run(['dead-letters', '--limit', '2']).out;
    expect(shown).toContain('k1');
    expect(shown).toContain('… and 1 more');

    const again = people.run(['dead-letters', 'replay']);
    expect(again).toMatchObject({ code: 3, err: '' });
    expect(again.out).toContain('3 refused again');
    const file: string = letters[0].file;
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(3);

    // One is written by somebody in the meantime, one is taken by the index now, one is refused for ever.
    await people.sql(`UPDATE people SET n = '1' WHERE hk = 'k1'`);
    await people.sync();
    const after = readFileSync(file, 'utf8').trim().split('\n');
    expect(after.length).toBeGreaterThanOrEqual(3);
    const mended = after.map((line) => line.replace(/("key":"k2".*)none/, '$12'));
    writeFileSync(file, `${mended.join('\n')}\n`);
    const crashed = people.run(['dead-letters', 'replay'], 'dead-letters:before-replace');
    expect(crashed.code).toBeNull();
    expect(readFileSync(file, 'utf8').trim().split('\n')).toEqual(mended);
    const replayed = people.run(['dead-letters', 'replay', alias, '--json']);
    expect(replayed.code).toBe(3);
    const left = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).key);
    expect(new Set(left)).toEqual(new Set(['k3']));
    const report = JSON.parse(replayed.out.trim().split('\n').at(-1) ?? '');
    expect(report).toMatchObject({ type: 'replay_finished', index: alias, stale: 2 });

    expect(people.run(['dead-letters', 'replay', 'nobody'])).toMatchObject({ code: 2 });
    expect(people.run(['dead-letters', 'drop'])).toMatchObject({ code: 2 });
    await people.ask('DELETE', `/${alias}_v1`);
    expect(people.run(['dead-letters', 'replay'])).toMatchObject({ code: 2 });
    expect(people.run(['dead-letters', 'drop', '--yes'])).toMatchObject({ code: 0 });
    expect(people.run(['dead-letters'])).toMatchObject({ out: 'no dead letters\n' });
  });

  it('leaves those of an unfinished load alone', async () => {
    const people = await make();
    await people.sync();
    expect(people.run(['sync', '--full'], 'load:after-checkpoint').code).toBeNull();
    const refused = people.run(['dead-letters', 'replay']);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toContain('HR-LOADING-031');
  });
});
