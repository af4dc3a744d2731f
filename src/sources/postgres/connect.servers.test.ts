import { beforeAll, expect, it } from 'vitest';
import { describeWithServers } from '../../../test/servers/describe-with-servers.ts';
import { connect, describePostgres, pingPostgres } from './connect.ts';
import type { PostgresSettings } from './settings.ts';
import { execute } from './testing/tables.ts';

describeWithServers('a connection to Postgres', ['postgres'], (servers) => {
  let url = '';
  beforeAll(async () => {
    url = await servers.postgres.freshDatabase();
  });

  function parts(): PostgresSettings {
    const { hostname, port, username, password, pathname } = new URL(url);
    return { host: hostname, port: Number(port), user: username, password, database: pathname.slice(1) };
  }

  it('is made by URL or by parts, and writes nothing', async () => {
    expect(await pingPostgres({ url })).toMatch(/^\d+/);
    const client = await connect(parts());
    const { rows } = await client.query("SELECT current_setting('application_name') AS name");
    expect(rows).toEqual([{ name: 'headrace' }]);
    await expect(client.query('CREATE TABLE t ()')).rejects.toThrow(/read-only/);
    await client.end();
  });

  it('is described without its password', async () => {
    const { host, port, database, user } = parts();
    expect(await describePostgres({ url })).toEqual({ host, port, database, user });
    expect(await describePostgres(parts())).toEqual({ host, port, database, user });
  });

  it('fails in words, with an exit code, and without its password', async () => {
    await execute(url, "CREATE ROLE stranger LOGIN PASSWORD 'right'");
    const secret = 'top%2Fsecret';
    const changed = (change: (url: URL) => void): PostgresSettings => {
      const other = new URL(url);
      change(other);
      return { url: other.href };
    };
    const cases: [PostgresSettings, number, RegExp][] = [
      [
        { ...parts(), password: 'top/secret' },
        2,
        /^HR-POSTGRES-002: .* refuses user "postgres": password auth/,
      ],
      [changed((u) => Object.assign(u, { username: 'stranger', password: secret })), 2, /^HR-POSTGRES-002/],
      [
        changed((u) => Object.assign(u, { pathname: '/nowhere' })),
        2,
        /^HR-POSTGRES-003: There is no database "nowhere"/,
      ],
      [
        changed((u) => Object.assign(u, { port: '1', password: secret })),
        5,
        /^HR-POSTGRES-001: .* at 127.0.0.1:1: connect ECONNREFUSED/,
      ],
      [
        { ...parts(), host: 'nowhere.invalid', password: 'top/secret' },
        5,
        /^HR-POSTGRES-001: .*nowhere.invalid/,
      ],
      [{ ...parts(), ssl: true }, 2, /^HR-POSTGRES-004: .*does not support SSL/],
      [{ url: `${url}?sslmode=require` }, 2, /^HR-POSTGRES-004: .*does not support SSL/],
      [{ url: 'postgres://u:top/secret@host:notaport/db' }, 2, /^HR-POSTGRES-005/],
    ];
    for (const [settings, exitCode, message] of cases) {
      const failed = pingPostgres(settings);
      await expect(failed).rejects.toMatchObject({ exitCode, message: expect.stringMatching(message) });
      const text: unknown = await failed.catch((error: unknown) => JSON.stringify(error));
      expect(text).not.toMatch(/top\/secret|top%2Fsecret|top/);
    }
  });

  it('says who may not read a table', async () => {
    await execute(
      url,
      'CREATE TABLE closed (id int PRIMARY KEY); CREATE ROLE nobody_here LOGIN PASSWORD $$p$$',
    );
    const { postgresSource } = await import('./postgres-source.ts');
    const settings = { ...parts(), user: 'nobody_here', password: 'p' };
    await expect(postgresSource({ settings, table: 'closed' })).rejects.toThrow(
      'HR-POSTGRES-007: User "nobody_here" may not read "closed".',
    );
    await execute(url, 'DROP ROLE nobody_here; DROP ROLE stranger');
  });
});
