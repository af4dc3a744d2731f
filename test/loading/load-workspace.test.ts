import { describe, expect, it } from 'vitest';
import { orders, startLake } from '../../src/sources/databricks/testing/lake.ts';
import { Project } from '../support/project.ts';

const config = `
tables: []
search:
  indexes: {orders: {id: id, text: id}}
  data_sources: {orders: orders}
targets:
  dev: {engine: databricks, host: "https://adb-1.azuredatabricks.net"}
`;

const load = ['load', '--source-table', 'main.shop.orders', '--data-source', 'orders'];

/** A project beside a fake workspace, whose address and token are in the environment. */
async function shop(options: Partial<Parameters<typeof startLake>[0]> = {}) {
  const lake = await startLake({ rows: orders(1000), ...options });
  const env = {
    DATABRICKS_HOST: lake.fake.host,
    DATABRICKS_TOKEN: 'fake-token',
    // Nothing of the machine's own.
    DATABRICKS_CONFIG_FILE: '/nowhere',
  };
  return { lake, env, project: new Project({ 'config.yml': config }) };
}

describe('headrace load of a table in a workspace', () => {
  it('reads it and makes an index of it', async () => {
    const { env, project, lake } = await shop();
    const loaded = await project.start([...load, '--json', '--debug'], env).end();
    expect([loaded.ending, loaded.stderr]).toEqual([0, '']);
    expect(loaded.lines.at(-1)).toMatchObject({ type: 'load_finished', read: 1000, stored: 1000, dead: 0 });
    expect(loaded.stdout).not.toContain('fake-token');
    const found = await project.start(['search', 'o00042', '--json']).end();
    expect(JSON.parse(found.stdout)).toMatchObject({ hits: [{ id: 'o00042' }] });
    const again = await project.start([...load, '--batch-id', '1', '--json'], env).end();
    const third = await project.start([...load, '--batch-id', '1', '--json'], env).end();
    expect([again.lines.at(-1), third.lines.at(-1)]).toMatchObject([{ mode: 'full' }, { mode: 'none' }]);
    expect(lake.statements.filter((sql) => sql.includes('to_json'))).toHaveLength(2);
  });

  it('goes on where it was interrupted, with what is left of the same result', async () => {
    let slow = true;
    const { env, project, lake } = await shop({
      // Until it is interrupted, only half of the parts can be had.
      fault: ({ path }) =>
        slow && /\/result\/chunks\/[5-9]$/.test(path)
          ? { kind: 'answer', status: 503, headers: { 'retry-after': '30' } }
          : undefined,
    });
    const first = project.start([...load, '--json'], { ...env, HEADRACE_LOAD_LIMITS: '{"checkpointMs":50}' });
    await first.line('load_progress', ({ stored }) => stored >= 500);
    first.child.kill('SIGINT');
    await first.end();
    expect(first.ending).toBe(130);
    slow = false;
    const second = await project.start([...load, '--json'], env).end();
    expect(second.ending).toBe(0);
    expect(second.lines.at(-1)).toMatchObject({
      type: 'load_finished',
      mode: 'resume',
      read: 1000,
      stored: 1000,
    });
    expect(lake.statements.filter((sql) => sql.includes('to_json'))).toHaveLength(1);
  });

  it('says in a dry run what it would do', async () => {
    const { env, project, lake } = await shop();
    const dry = await project.start([...load, '--dry-run'], env).end();
    expect([dry.ending, dry.stderr]).toEqual([0, '']);
    expect(dry.stdout).toContain('nothing was done (--dry-run)');
    expect(lake.statements.some((sql) => sql.includes('to_json'))).toBe(false);
  });

  it('uses the connection of the project, whose secrets are references', async () => {
    const { env, project, lake } = await shop({
      warehouses: [
        { id: 'w1', name: 'a' },
        { id: 'w2', name: 'b' },
      ],
    });
    project.write({
      'config.yml': `${config}connections:\n  lake: {type: databricks, host: "${lake.fake.host}", token: "\${secret:shop/lake}", warehouse_id: w2}\n`,
    });
    const without = await project.start(load, { DATABRICKS_CONFIG_FILE: '/nowhere' }).end();
    expect([without.ending, without.stderr]).toEqual([2, expect.stringContaining('SHOP_LAKE')]);
    const { DATABRICKS_HOST: _, DATABRICKS_TOKEN: token, ...rest } = env;
    const loaded = await project.start([...load, '--json'], { ...rest, SHOP_LAKE: token }).end();
    expect(loaded.lines.at(-1)).toMatchObject({ type: 'load_finished', stored: 1000 });
    expect(lake.fake.requests.find(({ path }) => path === '/api/2.0/sql/statements')?.body).toMatchObject({
      warehouse_id: 'w2',
    });
  });

  it.each([
    ['no workspace', { DATABRICKS_HOST: '', DATABRICKS_TOKEN: '' }, 2, 'HR-DATABRICKS-003'],
    [
      'an unknown profile',
      { DATABRICKS_TOKEN: '', DATABRICKS_HOST: '', DATABRICKS_CONFIG_PROFILE: 'x' },
      2,
      'HR-DATABRICKS-005',
    ],
    ['a wrong token', { DATABRICKS_TOKEN: 'wrong-token-1' }, 2, 'HR-DATABRICKS-015'],
    ['a host where nothing is', { DATABRICKS_HOST: 'http://127.0.0.1:9' }, 5, 'HR-DATABRICKS-011'],
  ])('says what is wrong with %s', async (_name, wrong, exit, code) => {
    const { env, project } = await shop();
    const { ending, stdout, stderr } = await project.start([...load, '--debug'], { ...env, ...wrong }).end();
    expect([ending, stderr]).toEqual([exit, expect.stringContaining(code)]);
    expect(stdout + stderr).not.toMatch(/wrong-token|fake-token/);
  });
});
