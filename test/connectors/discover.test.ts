import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CliResult, headrace, temporaryFolder } from '../cli/run-cli.ts';

const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const python = spawnSync('python3', ['--version']).status === 0;

function discover(folder: string, ...argv: string[]): CliResult {
  return headrace(folder, 'connectors', 'discover', ...argv);
}

/** The same with --json: the exit code, and what it says. */
function discoverJson(folder: string, ...argv: string[]) {
  const { code, out } = discover(folder, '--json', ...argv);
  const lines = out.trim().split('\n');
  return { code, answer: JSON.parse(lines[0] ?? 'null'), out };
}

const alone = (name: string): string => join(fixtures, 'alone', `${name}.py`);

describe.skipIf(!python)('connectors discover', () => {
  it('asks a connector of today’s layout with made-up options, and writes the table list', () => {
    const folder = temporaryFolder();
    const { code, out, err } = discover(
      folder,
      ...['--connector-name', 'shop', '--connectors-dir', join(fixtures, 'today')],
    );
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('shop: 8 tables (Shop, asked with made-up options)');
    expect(out).toContain('next: headrace connectors plan --csv connectors/shop/tables.csv');
    expect(readFileSync(join(folder, 'connectors/shop/tables.csv'), 'utf8')).toBe(
      `source_table,pipeline_group,schedule,category,ingestion_type,primary_keys,cursor_field
products,catalog_snapshot,0 0 * * *,catalog,snapshot,id,
product_prices,catalog_snapshot,0 0 * * *,catalog,snapshot,id,
suppliers,catalog_snapshot,0 0 * * *,catalog,snapshot,id,
orders,sales_cdc,*/5 * * * *,sales,cdc,id,updated_at
order_items,sales_cdc,*/5 * * * *,sales,cdc,id,updated_at
refunds,sales_cdc_with_deletes,*/5 * * * *,sales,cdc_with_deletes,id,updated_at
visits,sales_append,*/15 * * * *,sales,append,id,updated_at
settings,snapshot,0 0 * * *,,snapshot,id,
`,
    );
  });

  it('asks one of the older layout, though modules that it imports are missing', () => {
    const crm = join(fixtures, 'older/sources/crm');
    const { code, answer } = discoverJson(temporaryFolder(), '--connector', crm, '--dry-run');
    expect(code).toBe(0);
    expect(answer).toMatchObject({ name: 'crm', connector: { class: 'LakeflowConnect' }, written: false });
    expect(answer.tables[1]).toMatchObject({
      ...{ source_table: 'crm_account_roles', pipeline_group: 'account_snapshot' },
      ...{ category: 'account', category_source: 'name', ingestion_type: 'snapshot' },
    });
    expect(answer.tables[3]).toMatchObject({ pipeline_group: 'unknown', ingestion_type: 'unknown' });
    expect(answer.problems).toMatchObject([
      { code: 'HR-DISCOVER-047', message: expect.stringContaining('"incremental" is no ingestion type') },
    ]);
  });

  it('takes all flags of the original by its own name', () => {
    const folder = temporaryFolder();
    const csv = join(folder, 'out/osipi_tables.csv');
    const { code, err } = headrace(
      folder,
      ...['connectors', 'discover-and-classify-tables', '--connector-name', 'shop', '--output-csv', csv],
      ...['--connection-name', 'shop_lakeflow', '--dest-catalog', 'shop', '--dest-schema', 'bronze'],
      ...['--group-by', 'category', '--schedule-snapshot', '0 6 * * *', '--schedule-append', '0 * * * *'],
      ...['--schedule-cdc', '*/10 * * * *', '--schedule-unknown', '@weekly'],
      ...['--category-prefix-map-json', '{"order":"orders"}'],
      ...['--connectors-dir', join(fixtures, 'today')],
    );
    expect(err).toBe('');
    expect(code).toBe(0);
    const [heading, first, , , orders, , refunds] = readFileSync(csv, 'utf8').split('\n');
    expect(heading).toMatch(
      /^source_table,pipeline_group,schedule,category,ingestion_type,connection_name,destination_catalog,destination_schema/,
    );
    expect(first).toMatch(/^products,catalog,0 6 \* \* \*,catalog,snapshot,shop_lakeflow,shop,bronze/);
    expect(orders).toMatch(/^orders,orders,\*\/10 \* \* \* \*,orders,cdc,/);
    expect(refunds).toMatch(/^refunds,sales,\*\/10 \* \* \* \*,sales,cdc_with_deletes,/);
  });

  it('keeps what people wrote into the list when it asks again, and says what is new and gone', () => {
    const folder = temporaryFolder({
      'connectors/shop/tables.csv':
        '\uFEFFsource_table;pipeline_group;schedule;category;ingestion_type;weight;owner\r\n' +
        'orders;fast;*/2 * * * *;money;cdc;12,5;Ann\r\nlegacy;old;;;snapshot;;Bob\r\n',
    });
    const args = ['--connector-name', 'shop', '--connectors-dir', join(fixtures, 'today')];
    const { out } = discover(folder, ...args);
    expect(out).toContain(
      'new: products, product_prices, suppliers, order_items, refunds, visits and settings',
    );
    expect(out).toContain('gone: legacy');
    const read = (): string => readFileSync(join(folder, 'connectors/shop/tables.csv'), 'utf8');
    expect(read()).toMatch(/^\uFEFFsource_table;.*;owner;primary_keys;cursor_field\r\n/);
    expect(read()).toContain('orders;fast;*/2 * * * *;money;cdc;12,5;Ann;id;updated_at\r\n');
    expect(read()).not.toContain('legacy');
    const before = read();
    expect(discover(folder, ...args).out).toContain('the same tables as before');
    expect(read()).toBe(before);
    discover(folder, ...args, '--group-by', 'none');
    expect(read()).toContain('orders;all;*/5 * * * *;money;cdc;12,5;Ann');
    discover(folder, ...args, '--fresh');
    expect(read()).toContain('orders,sales_cdc,');
  });

  it('reads connector.yml, whose secrets come from the environment', () => {
    const yml = `connector: ../../crm\noptions: {region: eu, api_token: "\${env:CRM_TEST_TOKEN}"}\nschedules: {snapshot: "@daily"}\n`;
    const folder = temporaryFolder({
      'connectors/customers/connector.yml': yml,
      'crm/crm.py': readFileSync(join(fixtures, 'older/sources/crm/crm.py'), 'utf8').replace(
        'sources.crm.',
        '',
      ),
      'crm/crm_names.py': 'NAMES = ["x"]',
    });
    expect(discoverJson(folder)).toMatchObject({
      code: 2,
      answer: { code: 'HR-DISCOVER-049', message: expect.stringContaining('${env:CRM_TEST_TOKEN}') },
    });
    process.env.CRM_TEST_TOKEN = 'a-token';
    try {
      const { answer } = discoverJson(folder);
      expect(answer).toMatchObject({
        ...{ name: 'customers', connector: { options: 'given' }, list: 'connectors/customers/tables.csv' },
        tables: [{ source_table: 'x', schedule: '@daily' }],
      });
    } finally {
      delete process.env.CRM_TEST_TOKEN;
    }
  });
});

describe.skipIf(!python)('a connector that is asked', () => {
  it('is asked without signing in where that needs the network', () => {
    const { answer } = discoverJson(temporaryFolder(), '--connector', alone('signs_in'), '--dry-run');
    expect(answer.connector).toEqual({ class: 'SignsIn', options: 'unmade' });
    expect(answer.tables).toMatchObject([
      { source_table: 'a', ingestion_type: 'append', cursor_field: 'at', primary_keys: [] },
      { source_table: 'b' },
    ]);
  });

  it('is refused the network, and does not wait for it', () => {
    const folder = temporaryFolder({ 'options.json': '{"key": "a-secret-key"}' });
    const { code, answer, out } = discoverJson(
      folder,
      '--connector',
      alone('asks'),
      '--options',
      '@options.json',
    );
    expect(code).toBe(1);
    expect(answer).toMatchObject({
      code: 'HR-DISCOVER-036',
      place: { file: expect.stringContaining('asks.py'), line: 17 },
      hint: expect.stringContaining('It asks tables.example.com, and the network is refused. Let it with'),
    });
    expect(answer.message).toContain('no answer for key ***');
    expect(out).not.toContain('a-secret-key');
    expect(existsSync(join(folder, 'connectors'))).toBe(false);
  });

  it('is ended when it takes too long, whatever it catches', () => {
    const { code, answer } = discoverJson(
      temporaryFolder(),
      ...['--connector', alone('endless'), '--time-limit', '1'],
    );
    expect(code).toBe(1);
    expect(answer).toMatchObject({
      code: 'HR-DISCOVER-037',
      place: { file: expect.stringContaining('endless.py') },
      message: expect.stringContaining('within 1 s'),
    });
  });

  it.each(['error', 'exit', 'metadata'])('never gets its options printed (%s)', (where) => {
    const secret = 's3cr3t/with+signs';
    const options = JSON.stringify({ api_key: secret, where });
    const { code, out, err } = discover(
      temporaryFolder(),
      ...['--connector', alone('tells'), '--options', options, '--debug', '--json'],
    );
    const all = out + err;
    expect(all).not.toContain('s3cr3t');
    expect(all).not.toContain(Buffer.from(secret).toString('base64').slice(0, -1));
    expect(all).toContain('***');
    expect(code).toBe(where === 'metadata' ? 0 : 1);
    if (where === 'exit') expect(all).toContain('exit code 7');
  });

  it('can do no harm: files, programs, and tokens of the environment are out of its reach', () => {
    // A copy: what it tries would be done when this goes wrong.
    const folder = temporaryFolder({ 'harms.py': readFileSync(alone('harms'), 'utf8') });
    process.env.DATABRICKS_TOKEN = 'dapi-test';
    try {
      const { answer } = discoverJson(folder, '--connector', './harms.py', '--dry-run');
      expect(answer.tables.map((table: { source_table: string }) => table.source_table)).toEqual([
        ...['write_PermissionError', 'remove_PermissionError', 'program_PermissionError'],
        ...['shell_PermissionError', 'temporary_done', 'stdin_EOFError', 'environment_', 'folder_own'],
      ]);
    } finally {
      delete process.env.DATABRICKS_TOKEN;
    }
    expect(readdirSync(folder)).toEqual(['harms.py']);
  });

  it('is cut off when it says too much', () => {
    const { answer } = discoverJson(temporaryFolder(), '--connector', alone('floods'));
    expect(answer).toMatchObject({ code: 'HR-DISCOVER-039' });
  });

  it('is found by what it derives from', () => {
    const folder = temporaryFolder();
    expect(discoverJson(folder, '--connector', alone('several'))).toMatchObject({
      code: 2,
      answer: { code: 'HR-DISCOVER-035', message: expect.stringContaining('First and Second') },
    });
    const { answer } = discoverJson(folder, '--connector', alone('several'), '--class', 'Second');
    expect(answer.tables).toMatchObject([{ source_table: 'second' }]);
    expect(discoverJson(folder, '--connector', alone('nothing'))).toMatchObject({
      code: 2,
      answer: { code: 'HR-DISCOVER-034', message: expect.stringContaining('No LakeflowConnect class found') },
    });
    expect(discoverJson(folder, '--connector', alone('unfinished')).answer.message).toBe(
      'No LakeflowConnect class found: Unfinished has no read_table_metadata().',
    );
  });

  it('is told when what it lists is no name', () => {
    expect(discoverJson(temporaryFolder(), '--connector', alone('nameless'))).toMatchObject({
      code: 1,
      answer: { code: 'HR-DISCOVER-036', message: expect.stringContaining('NoneType') },
    });
  });

  it('that cannot be imported is shown at its line', () => {
    expect(discoverJson(temporaryFolder(), '--connector', alone('broken'))).toMatchObject({
      code: 1,
      answer: {
        code: 'HR-DISCOVER-033',
        place: { line: 3 },
        message: expect.stringContaining('SyntaxError'),
      },
    });
  });
});

describe('discover without a connector', () => {
  const list = JSON.stringify({
    osipi: [
      { source_table: 'pi_points', ingestion_type: 'snapshot', primary_keys: ['webid'], cursor_field: null },
      { source_table: 'pi_af_tables', ingestion_type: 'snapshot' },
      { source_table: 'pi_timeseries', ingestion_type: 'append', cursor_field: 'timestamp' },
    ],
    other: [{ source_table: 'x' }],
  });
  const stats = 'source_table,rows,seconds,calls\npi_points,1000,2.5,10\npi_pionts,1,1,1\n';
  const map = '{"pi_af": "asset_framework", "pi_time": "timeseries", "pi_zz": "none"}';

  it('classifies a list, with what is known of its tables', () => {
    const folder = temporaryFolder({ 'all.json': list, 'stats.csv': stats });
    const { code, answer } = discoverJson(
      folder,
      ...['--tables', 'all.json', '--connector-name', 'osipi', '--stats', 'stats.csv'],
      ...['--category-prefix-map-json', map],
    );
    expect(code).toBe(0);
    expect(answer.tables).toMatchObject([
      { source_table: 'pi_points', pipeline_group: 'snapshot', weight: 2.5, rows: 1000, calls: 10 },
      { source_table: 'pi_af_tables', category: 'asset_framework', category_source: 'map' },
      { pipeline_group: 'timeseries_append', cursor_field: 'timestamp' },
    ]);
    expect(answer.problems.map((problem: { message: string }) => problem.message)).toEqual([
      'No table\'s name begins with "pi_zz", which the category map has.',
      'There are statistics of "pi_pionts", which the connector does not list. Did you mean "pi_points"?',
    ]);
    expect(readFileSync(join(folder, 'connectors/osipi/tables.csv'), 'utf8')).toContain(
      'pi_points,snapshot,0 0 * * *,,snapshot,2.5,1000,10,webid,',
    );
  });

  it.each([
    [['--tables', 'all.json'], 'HR-DISCOVER-006'],
    [['--tables', 'missing.csv'], 'HR-DISCOVER-001'],
    [['--connector', 'nowhere/x'], 'HR-DISCOVER-031'],
    [['--connector', 'folder'], 'HR-DISCOVER-032'],
    [['--connector', 'a.py', '--tables', 'all.json'], 'HR-DISCOVER-042'],
    [['--tables', 'one.csv', '--schedule-append', '*/15'], 'HR-DISCOVER-052'],
    [['--connector', 'a.py', '--options', '{token: x}'], 'HR-DISCOVER-040'],
    [['--connector', 'a.py', '--options', '@none.json'], 'HR-DISCOVER-040'],
    [['--connector', 'a.py', '--python', 'no-such-python'], 'HR-DISCOVER-030'],
    [
      ['--tables', 'all.json', '--connector-name', 'osipi', '--category-prefix-map-json', '[]'],
      'HR-DISCOVER-041',
    ],
    [['--tables', 'all.json', '--connector-name', 'osipi', '--stats', 'stats.csv'], 'HR-DISCOVER-043'],
    [['--tables', 'all.json', '--connector-name', 'osipi', '--stats', 'all.csv'], 'HR-DISCOVER-044'],
  ])('says what is wrong: %j', (args, code) => {
    const folder = temporaryFolder({
      'all.json': list,
      'a.py': '',
      'one.csv': 'source_table\nx\n',
      'folder/readme.txt': '',
      'all.csv': 'source_table\nx\n',
      'stats.csv': 'source_table,rows\npi_points,many\n',
    });
    const { code: exit, answer, out } = discoverJson(folder, ...args);
    expect(answer).toMatchObject({ code, severity: 'error' });
    expect(exit).toBe(2);
    expect(out).not.toContain('token: x');
  });

  it('has help, and no command by another name', () => {
    const folder = temporaryFolder();
    expect(headrace(folder, 'connectors', 'discover', '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('--category-prefix-map-json'),
    });
    expect(headrace(folder, 'connectors', 'discovr').code).toBe(2);
    writeFileSync(join(folder, 'tables.csv'), 'source_table\na\n');
    expect(
      headrace(folder, 'connectors', 'discover', '--tables', 'tables.csv', '--group-by', 'size').code,
    ).toBe(2);
  });
});
