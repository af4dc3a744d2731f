import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProject } from './load-project.ts';
import { load, outline, projectFolder } from './testing/project-folder.ts';

const config = 'tables: [{name: a, layer: gold}]\n';

test('transformations are found in either usual folder, and where the configuration says', async () => {
  for (const [folder, key] of [
    ['transformations', ''],
    ['pipelines/transformations', ''],
    ['etl/sql', 'transformations: etl/sql\n'],
    ['etl/sql', 'transformations: ./etl/sql/\n'],
  ] as const) {
    const { tables, problems } = await load({
      'config.yml': config + key,
      [`${folder}/gold/a.sql`]: 'select 1',
    });
    expect(outline(problems)).toEqual([]);
    expect(tables.get('a')?.transformation).toMatchObject({ file: `${folder}/gold/a.sql` });
  }
});

test('what lies beside transformations is not taken for one', async () => {
  const { problems } = await load({
    'config.yml': config,
    'transformations/gold/a.sql': 'select 1',
    'transformations/gold/__init__.py': '',
    'transformations/gold/a.test.ts': '',
    'transformations/gold/types.d.ts': '',
    'transformations/gold/README.md': '',
    'transformations/gold/.hidden.sql': '',
    'transformations/gold/_shared.ts': '',
    'transformations/gold/__pycache__/b.py': '',
    'transformations/lib/helper.ts': '',
  });
  expect(outline(problems)).toEqual([]);
});

test('SQL outside of the layers is told, as a typing error in the name of a folder', async () => {
  const { problems } = await load({
    'config.yml': config,
    'transformations/gold/a.sql': 'select 1',
    'transformations/glod/b.sql': 'select 1',
  });
  expect(outline(problems)).toEqual([
    'HR-CONFIG-016 transformations/glod/b.sql:1:1 transformations/glod/b.sql belongs to no table of the configuration.',
  ]);
});

test('linked files and folders count like others', async () => {
  const root = projectFolder({
    'config.yml': config,
    'shared/a.sql': 'select 1',
    'transformations/README.md': '',
  });
  symlinkSync(join(root, 'shared'), join(root, 'transformations/gold'));
  const { tables, problems } = await loadProject({ root });
  expect(outline(problems)).toEqual([]);
  expect(tables.get('a')?.transformation).toMatchObject({ sql: 'select 1' });
});
