import { expect, test } from 'vitest';
import { loadProject } from './load-project.ts';
import { projectFolder } from './testing/project-folder.ts';

/** A third of the tables read files, the others read the table before them. */
function manyTables(count: number, table: (name: string, input: string) => string): Record<string, string> {
  const files: Record<string, string> = {};
  let config = 'tables:\n';
  for (let n = 0; n < count; n += 1) {
    if (n % 3 === 0) {
      config += `  - {name: t${n}, layer: bronze, tags: [daily], source: {type: csv, path: data/${n}/*.csv}}\n`;
    } else {
      config += table(`t${n}`, `t${n - 1}`);
      files[`transformations/silver/t${n}.sql`] = `select * from t${n - 1}\n`;
    }
  }
  return { ...files, 'config.yml': config };
}

async function seconds(root: string): Promise<{ seconds: number; tables: number; problems: number }> {
  const start = performance.now();
  const { tables, problems } = await loadProject({ root });
  return { seconds: (performance.now() - start) / 1000, tables: tables.size, problems: problems.length };
}

// Limits are several times what a slow machine needs: they catch work that grows with the square.
test('10,000 tables load in seconds', async () => {
  const root = projectFolder(
    manyTables(10_000, (name, input) => `  - name: ${name}\n    layer: silver\n    depends_on: [${input}]\n`),
  );
  const result = await seconds(root);
  expect(result).toMatchObject({ tables: 10_000, problems: 0 });
  expect(result.seconds).toBeLessThan(8);
});

test('so do 10,000 tables of which most have a mistake', async () => {
  const root = projectFolder(
    manyTables(
      10_000,
      (name, input) => `  - name: ${name}\n    layer: silver\n    tag: x\n    depends_on: [${input}_old]\n`,
    ),
  );
  const unknown = await seconds(root);
  expect(unknown).toMatchObject({ tables: 3_334, problems: 6_666 });
  expect(unknown.seconds).toBeLessThan(10);

  const dangling = await seconds(
    projectFolder(
      manyTables(
        10_000,
        (name, input) => `  - name: ${name}\n    layer: gold\n    depends_on: [${input}_old]\n`,
      ),
    ),
  );
  // A missing input, a missing file and a file without its table, for two tables in three.
  expect(dangling).toMatchObject({ tables: 3_334, problems: 3 * 6_666 });
  expect(dangling.seconds).toBeLessThan(10);
});

test('10,000 tables that share what they say through an anchor load as fast', async () => {
  const files = manyTables(10_000, (name) => `  - {<<: *common, name: ${name}}\n`);
  const config = `x-common: &common\n  layer: silver\n  depends_on: [t0]\n${files['config.yml']}`;
  const result = await seconds(projectFolder({ ...files, 'config.yml': config }));
  expect(result).toMatchObject({ tables: 10_000, problems: 0 });
  expect(result.seconds).toBeLessThan(8);
});

test('500 tables load in a blink', async () => {
  const root = projectFolder(
    manyTables(500, (name, input) => `  - name: ${name}\n    layer: silver\n    depends_on: [${input}]\n`),
  );
  await loadProject({ root });
  expect((await seconds(root)).seconds).toBeLessThan(0.5);
});
