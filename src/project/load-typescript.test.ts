import { describe, expect, test } from 'vitest';
import { loadProject } from './load-project.ts';
import { addFiles, load, outline, projectFolder } from './testing/project-folder.ts';

const config = `
vars: {country: CH}
tables:
  - {name: orders, layer: bronze, source: {type: csv, path: orders.csv}}
  - {name: sales, layer: gold}
`;

const module = (sql: string, before = ''): string =>
  `import { table } from 'headrace';\n${before}\nexport default table({ sql: ${sql} });\n`;

describe('a .ts transformation', () => {
  test('writes SQL with refs, streams, its source and variables; no node_modules needed', async () => {
    const project = await load({
      'config.yml': config,
      'transformations/gold/sales.ts': module(`async ({ ref, stream, source, vars }) => {
        const country: string = vars.country ?? '';
        return \`SELECT * FROM \${ref('orders')}, \${stream('orders')}, \${ref('x')}, \${source} -- \${country}\`;
      }`),
    });
    expect(outline(project.problems)).toEqual([]);
    expect(project.tables.get('sales')?.transformation).toEqual({
      language: 'typescript',
      file: 'transformations/gold/sales.ts',
      sql: 'SELECT * FROM orders, STREAM(orders), x, source -- CH',
      refs: ['orders', 'x'],
    });
  });

  test('may share code, whatever a package.json says, and sees every edit of it', async () => {
    const root = projectFolder({
      'config.yml': config,
      'package.json': '{"type": "commonjs"}',
      'transformations/lib/columns.ts': "export const columns: string[] = ['id'];",
      'transformations/gold/sales.ts': module(
        "({ ref }) => 'SELECT ' + columns.join(', ') + ' FROM ' + ref('orders')",
        "import { columns } from '../lib/columns.ts';",
      ),
      'transformations/gold/sales.test.ts': 'throw new Error("no transformation");',
    });
    const first = await loadProject({ root });
    expect(outline(first.problems)).toEqual([]);
    expect(first.tables.get('sales')?.transformation).toMatchObject({ sql: 'SELECT id FROM orders' });

    addFiles(root, { 'transformations/lib/columns.ts': "export const columns: string[] = ['id', 'price'];" });
    const second = await loadProject({ root });
    expect(second.tables.get('sales')?.transformation).toMatchObject({ sql: 'SELECT id, price FROM orders' });
  });

  test('that fails in shared code is shown where it fails', async () => {
    const project = await load({
      'config.yml': config,
      'transformations/lib/fail.ts':
        'export function fail(): never {\n  throw new TypeError("too few");\n}\n',
      'transformations/gold/sales.ts': module('() => fail()', "import { fail } from '../lib/fail.ts';"),
    });
    expect(outline(project.problems)).toEqual([
      'HR-CONFIG-023 transformations/lib/fail.ts:2:9 sql() of transformations/gold/sales.ts failed: too few.',
    ]);
    expect(project.problems[0]?.frame).toContain('> 2 |   throw new TypeError("too few");');
  });

  test('that throws no error, or at once, is a problem and not a crash', async () => {
    const project = await load({
      'config.yml': 'tables: [{name: a, layer: gold}, {name: b, layer: gold}]',
      'transformations/gold/a.ts': module("() => { throw 'text'; }"),
      'transformations/gold/b.ts': "\nthrow new Error('while loading');",
    });
    expect(outline(project.problems)).toEqual([
      'HR-CONFIG-023 transformations/gold/a.ts:1:1 sql() of transformations/gold/a.ts failed: text.',
      'HR-CONFIG-023 transformations/gold/b.ts:2:7 transformations/gold/b.ts cannot be loaded: while loading.',
    ]);
    expect(project.tables.size).toBe(0);
  });
});
