import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { headrace, temporaryFolder } from './run-cli.ts';

let shop: string;
beforeAll(() => {
  shop = temporaryFolder();
  expect(headrace(shop, 'init', '.', '--sample-rows', '200').code).toBe(0);
  const run = headrace(shop, 'run');
  expect(run.err).toBe('');
  expect(run.code).toBe(0);
});

describe('help', () => {
  it('is there for every command, with examples', () => {
    const { out, code } = headrace(shop, '--help');
    expect(code).toBe(0);
    const commands = [...out.matchAll(/^ {2}(\w+) .*\[options\]/gm)].map((match) => match[1] ?? '');
    expect(commands).toEqual(
      expect.arrayContaining(['init', 'validate', 'plan', 'run', 'retry', 'query', 'search']),
    );
    for (const command of commands) {
      const help = headrace(shop, command, '--help');
      expect(help.code, command).toBe(0);
      expect(help.out, command).toMatch(/Examples:\n {2}headrace/);
    }
  });

  it('is what a bare call prints, as a usage error', () => {
    const { code, out } = headrace(shop);
    expect(code).toBe(2);
    expect(out).toContain('Usage: headrace');
  });
});

describe('usage errors', () => {
  it.each([
    [['rnu'], /unknown command 'rnu'[\s\S]*run/],
    [['run', '--tag', 'x'], /unknown option '--tag'[\s\S]*--tags/],
    [['run', '--mode', 'weekly'], /Allowed choices are batch, streaming/],
    [['run', '--trigger', 'soon'], /duration such as 500ms/],
    [['run', '--tags', '[1]'], /JSON array of strings/],
    [['run', 'ordres'], /HR-PLAN-001.*Did you mean "orders"/],
    [['run', '--tags', 'dayly'], /HR-PLAN-002.*Did you mean "daily"/],
    [['run', '--engine', 'spark', '--index'], /HR-CLI-013/],
    [['run', '--target', 'prod'], /HR-CONFIG-\d+.*prod/],
    [['list', '--project', 'nowhere'], /headrace init/],
    [['runs', 'show', 'nope'], /HR-CLI-001/],
    [['query', 'from orders', '--format', 'parquet'], /HR-CLI-006/],
  ])('%j exits with 2 and says what is expected', (argv, message) => {
    const { code, err } = headrace(shop, ...argv);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });
});

describe('init', () => {
  it('touches nothing when a project is there', () => {
    const before = readFileSync(join(shop, 'config.yml'), 'utf8');
    const { code, err } = headrace(shop, 'init', '.');
    expect(code).toBe(2);
    expect(err).toMatch(/HR-CLI-003.*config\.yml/);
    expect(readFileSync(join(shop, 'config.yml'), 'utf8')).toBe(before);
  });

  it('gives the editor a schema that is there', () => {
    const [hint = ''] = readFileSync(join(shop, 'config.yml'), 'utf8').split('\n');
    const path = /\$schema=(\S+)/.exec(hint)?.[1] ?? '';
    const schema = JSON.parse(readFileSync(join(shop, path), 'utf8'));
    expect(schema.properties.tables).toBeDefined();
  });

  it('makes as many rows as asked', () => {
    expect(headrace(shop, 'query', 'select count(*) as n from orders').out).toBe('n\n200\n');
  });
});

describe('validate', () => {
  it('says all that is wrong at once, with places', () => {
    const folder = temporaryFolder({
      'config.yml': [
        'tables:',
        '  - {name: a, layer: bronz}',
        '  - {name: b, layer: silver, depnds_on: [a]}',
        '  - {name: c, layer: gold, depends_on: [d]}',
        '',
      ].join('\n'),
      'transformations/gold/c.sql': 'SELECT * FORM a',
    });
    const { code, err, out } = headrace(folder, 'validate');
    expect(code).toBe(2);
    expect(err).toMatch(/config\.yml:2:22/);
    expect(err).toMatch(/Did you mean "bronze"/);
    expect(err).toMatch(/config\.yml:3:30[\s\S]*depnds_on/);
    expect(err).toMatch(/transformations\/gold\/c\.sql:1:\d+/);
    expect(out).toMatch(/\d errors/);
  });

  it('writes depends_on with --fix, and then finds nothing', () => {
    const folder = temporaryFolder({
      'config.yml':
        '# mine\ntables:\n  - {name: a, layer: silver}\n  - name: b # keep\n    layer: gold\n    depends_on: []\n',
      'transformations/silver/a.sql': 'SELECT 1 AS x',
      'transformations/gold/b.sql': 'SELECT * FROM a',
    });
    expect(headrace(folder, 'validate').err).toMatch(/HR-SQL-008/);
    const { code, out } = headrace(folder, 'validate', '--fix');
    expect(out).toMatch(/fixed: depends_on of b/);
    expect(code).toBe(0);
    const text = readFileSync(join(folder, 'config.yml'), 'utf8');
    expect(text).toMatch(/# mine[\s\S]*# keep/);
    expect(headrace(folder, 'validate', '--json').out).toMatch(/"ok": true/);
  });

  it('shows a whole cycle', () => {
    const folder = temporaryFolder({
      'config.yml':
        'tables:\n  - {name: a, layer: gold}\n  - {name: b, layer: gold}\n  - {name: c, layer: gold}\n',
      'transformations/gold/a.sql': 'SELECT * FROM b',
      'transformations/gold/b.sql': 'SELECT * FROM c',
      'transformations/gold/c.sql': 'SELECT * FROM a',
    });
    expect(headrace(folder, 'validate').err).toMatch(/HR-PLAN-005.*a → b → c → a/);
  });
});

describe('list and graph', () => {
  it('list the selection, for people and for machines', () => {
    expect(headrace(shop, 'list', '+sales_by_country', '--quiet').out).toMatch(/sales_by_country +gold/);
    const tables: { name: string }[] = JSON.parse(
      headrace(shop, 'list', '--tags', 'daily,critical', '--json').out,
    );
    expect(tables.map(({ name }) => name)).toEqual(['orders', 'orders_clean']);
  });

  it('draw the graph as text, Mermaid and JSON', () => {
    expect(headrace(shop, 'graph').out).toMatch(/level 1\n {2}orders_clean ← customers, orders/);
    expect(headrace(shop, 'graph', '--format', 'mermaid').out).toMatch(
      /^flowchart LR[\s\S]*t_orders --> t_orders_clean/,
    );
    const { edges } = JSON.parse(headrace(shop, 'graph', '--json').out);
    expect(edges).toContainEqual({ from: 'orders', to: 'orders_clean', stream: false });
  });
});

describe('plan', () => {
  it('says what would run and why, and the age of what is read as it stands', () => {
    expect(headrace(shop, 'plan').out).toMatch(/skip +orders_clean +nothing changed/);
    const sql = join(shop, 'transformations/silver/orders_clean.sql');
    const before = readFileSync(sql, 'utf8');
    writeFileSync(sql, `${before}-- changed\n`);
    expect(headrace(shop, 'plan').out).toMatch(
      /build +orders_clean +SQL changed[\s\S]*sales_by_country +after orders_clean/,
    );
    expect(headrace(shop, 'plan', 'sales_by_country').out).toMatch(
      /reads orders_clean as it stands: \d+ rows, built/,
    );
    writeFileSync(sql, before);
  });
});

describe('query', () => {
  it('writes CSV to a pipe, JSON lines on request, and files by their ending', () => {
    const sql = 'select 1 as a, \'x, "y"\' as b, null as c, 9007199254740993 as big';
    expect(headrace(shop, 'query', sql).out).toBe('a,b,c,big\n1,"x, ""y""",,9007199254740993\n');
    expect(JSON.parse(headrace(shop, 'query', sql, '--json').out)).toEqual({
      a: 1,
      b: 'x, "y"',
      c: null,
      big: Number(9007199254740993n),
    });
    expect(headrace(shop, 'query', sql, '--json').out).toContain('"big":9007199254740993');
    for (const file of ['out.csv', 'out.json', 'out.parquet']) {
      expect(headrace(shop, 'query', 'from orders', '--output', file).code).toBe(0);
      expect(headrace(shop, 'query', `select count(*) as n from '${join(shop, file)}'`).out).toBe('n\n200\n');
    }
  });

  it('takes one statement, with its semicolon and comments', () => {
    expect(headrace(shop, 'query', 'select 1 as a; -- all').out).toBe('a\n1\n');
    expect(headrace(shop, 'query', 'select 1; select 2')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/HR-CLI-009/),
    });
    expect(headrace(shop, 'query', '')).toMatchObject({ code: 2 });
    expect(headrace(shop, 'query', 'from orders', '--output', 'x.txt')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/HR-CLI-008/),
    });
  });

  it('works while something is wrong with the project', () => {
    const config = join(shop, 'config.yml');
    const before = readFileSync(config, 'utf8');
    writeFileSync(config, before.replace('layer: gold', 'layer: golf'));
    const { out, err, code } = headrace(shop, 'query', 'select 1 as a');
    expect(err).toMatch(/"gold"/);
    expect(out).toBe('a\n1\n');
    expect(code).toBe(0);
    writeFileSync(config, before);
  });

  it('points at the mistake', () => {
    const { code, err } = headrace(shop, 'query', 'select customer from orders');
    expect(code).toBe(1);
    expect(err).toMatch(/query:1:8[\s\S]*\^/);
  });
});

describe('runs', () => {
  it('tell who ran what, and what became of each table', () => {
    expect(headrace(shop, 'runs').out).toMatch(/done .*batch .*headrace run/);
    const run = JSON.parse(headrace(shop, 'runs', 'show', 'last', '--json').out);
    expect(run.status).toBe('done');
    expect(run.tables.map((table: { table: string }) => table.table)).toContain('orders_clean');
  });

  it('do not keep the values of variables', () => {
    headrace(shop, 'run', '--var', 'token=s3cret');
    expect(headrace(shop, 'runs').out).toMatch(/--var token=…/);
    expect(headrace(shop, 'runs', '--json').out).not.toContain('s3cret');
  });
});

describe('run --json', () => {
  it('prints one event a line, from start to finish', () => {
    const { out } = headrace(shop, 'run', '--force', '--json');
    const types = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type);
    expect(types[0]).toBe('run_started');
    expect(types.at(-1)).toBe('run_finished');
    expect(types).toContain('table_finished');
  });
});

describe('retry', () => {
  it('goes on with the last run, with its target and its variables or not at all', () => {
    expect(headrace(shop, 'run', '--var', 'x=1').code).toBe(0);
    expect(headrace(shop, 'retry')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/HR-CLI-010.*--var x=…/),
    });
    expect(headrace(shop, 'retry', '--var', 'x=1').out).toMatch(/done in/);
  });
});

describe('clean', () => {
  it('keeps tables unless it is told otherwise, and asks', () => {
    expect(headrace(shop, 'clean').code).toBe(0);
    expect(headrace(shop, 'run').out).toMatch(/nothing changed/);
    expect(headrace(shop, 'clean', '--all').code).toBe(2);
    expect(headrace(shop, 'list').out).not.toMatch(/never/);
    expect(headrace(shop, 'clean', '--all', '--yes').code).toBe(0);
    expect(headrace(shop, 'list').out).toMatch(/never/);
    expect(headrace(shop, 'runs').out).toBe('no runs yet\n');
    expect(readdirSync(join(shop, '.headrace/warehouse'))).toEqual([]);
    expect(headrace(shop, 'run').out).toMatch(/6 built/);
  });
});

describe('completion', () => {
  it('is a script that bash accepts and that completes', () => {
    const { out } = headrace(shop, 'completion', 'bash');
    const program = `${out}\nCOMP_WORDS=(headrace run --mo); COMP_CWORD=2; _headrace; echo "\${COMPREPLY[@]}"
COMP_WORDS=(headrace va); COMP_CWORD=1; _headrace; echo "\${COMPREPLY[@]}"
COMP_WORDS=(headrace run --mode ""); COMP_CWORD=3; _headrace; echo "\${COMPREPLY[@]}"`;
    const { stdout } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
    expect(stdout).toBe('--mode\nvalidate\nbatch streaming\n');
  });
});

describe('an old Node', () => {
  it('gets one clear sentence', () => {
    const bin = fileURLToPath(new URL('../../src/bin.ts', import.meta.url));
    const folder = temporaryFolder({
      'old.cjs':
        "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.11.0' } });",
    });
    const { status, stderr } = spawnSync(process.execPath, ['-r', join(folder, 'old.cjs'), bin, 'run'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^headrace needs Node\.js 22\.18 or newer; this is v\d+[^\n]*\n$/);
  });
});

describe('a reader that goes away', () => {
  it('is no error', () => {
    const bin = fileURLToPath(new URL('../../src/bin.ts', import.meta.url));
    const command = `"${process.execPath}" "${bin}" query "from range(1000000)" | head -1`;
    const { stderr, stdout } = spawnSync('bash', ['-c', command], { cwd: shop, encoding: 'utf8' });
    expect(stdout).toBe('range\n');
    expect(stderr).toBe('');
  });

  it('does not end a run', () => {
    const bin = fileURLToPath(new URL('../../src/bin.ts', import.meta.url));
    const command = `"${process.execPath}" "${bin}" run --force | head -1`;
    const { stderr } = spawnSync('bash', ['-c', command], { cwd: shop, encoding: 'utf8' });
    expect(stderr).toBe('');
    const run = JSON.parse(headrace(shop, 'runs', 'show', 'last', '--json').out);
    expect(run.status).toBe('done');
  });
});
