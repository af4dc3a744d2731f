import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openDatabase, rows } from '../duckdb/index.ts';
import { listRawFiles } from '../engine/duckdb/index.ts';
import { buildGraph, type Compiled } from '../plan/index.ts';
import { loadProject } from '../project/index.ts';
import { type Files, projectFolder } from '../project/testing/project-folder.ts';
import { scratchProject } from './scratch-project.ts';

async function scratch(
  files: Files,
  sample: number | undefined,
  inside = '',
): Promise<{ root: string; scratch: Compiled }> {
  const moved = Object.entries(files).map(([path, text]) => [join(inside, path), text]);
  const root = join(projectFolder(Object.fromEntries(moved)), inside);
  const project = await loadProject({ root, env: {} });
  expect(project.problems).toEqual([]);
  const names = [...project.tables.keys()];
  const compiled: Compiled = {
    project,
    tables: new Map(
      [...project.tables].map(([name, table]) => [
        name,
        { table, sql: '', inputs: [], streams: [], readsSource: true, volatile: [] },
      ]),
    ),
    graph: buildGraph(new Map(names.map((name) => [name, []]))),
    problems: [],
    wrongInputs: new Map(),
    notPortable: 0,
  };
  return { root, scratch: await scratchProject(compiled, new Set(names), join(root, 'scratch'), sample) };
}

function source(compiled: Compiled, name: string) {
  const found = compiled.tables.get(name)?.table.source;
  if (found?.type !== 'files') throw new Error(`${name} has no files`);
  return found;
}

const config = (...tables: readonly string[]): string =>
  `tables:\n${tables.map((line) => `- ${line}\n`).join('')}`;

it('reads whole sources where they are, with the schema that the project knows', async () => {
  const made = await scratch(
    {
      'config.yml': config(
        '{name: a, layer: bronze, source: {type: csv, path: [data/a.csv, "data/*.csv"], columns: {x: int}}}',
        '{name: b, layer: bronze, source: {type: json, path: data/b}}',
      ),
      'schemas/b.yml': 'columns: {y: string}\n',
    },
    undefined,
  );
  expect(source(made.scratch, 'a').paths).toEqual([
    join(made.root, 'data/a.csv'),
    join(made.root, 'data/*.csv'),
  ]);
  expect(source(made.scratch, 'b')).toMatchObject({ columns: { y: 'string' } });
  expect(made.scratch.project.root).toBe(join(made.root, 'scratch'));
});

it('reads sources of a project whose own path looks like a glob', async () => {
  const made = await scratch(
    {
      'config.yml': config(
        '{name: a, layer: bronze, source: {type: csv, path: "data/*.csv"}}',
        '{name: b, layer: bronze, source: {type: csv, path: "data/[12].csv"}}',
      ),
      'data/1.csv': 'x\n1\n',
      'data/[12].csv': 'x\n2\n',
    },
    undefined,
    'mine (1) [a] {b} *',
  );
  const files = async (name: string): Promise<string[]> => {
    const found = await listRawFiles(made.root, source(made.scratch, name), async () => []);
    return found.files.map(({ path }) => relative(made.root, path));
  };
  expect(await files('a')).toEqual(['data/1.csv', 'data/[12].csv']);
  // A name that is there is a name.
  expect(await files('b')).toEqual(['data/[12].csv']);
});

it('samples the first records of each file', async () => {
  const made = await scratch(
    {
      'config.yml': config(
        '{name: a, layer: bronze, source: {type: csv, path: data/a}}',
        '{name: b, layer: bronze, source: {type: json, path: data/b.json.gz}}',
        '{name: t, layer: bronze, source: {type: text, path: data/t.txt}}',
        '{name: z, layer: bronze, source: {type: text, path: data/z.txt.zst}}',
      ),
      'data/a/1.csv': 'x\n1\n2\n3\n',
      'data/a/2.csv': 'x\n4\n5\n6\n',
      'data/b.json.gz': gzipSync('{"y": 1}\n{"y": 2}\n{"y": 3}\n{"y": 4}\n'),
      'data/t.txt': 'one\ntwo\nthree\nfour\nfive',
      'data/z.txt.zst': 'not looked into',
    },
    3,
  );
  const samples = (name: string): string[] => {
    const folder = join(made.root, 'scratch', 'samples', name);
    expect(source(made.scratch, name).paths).toEqual([folder]);
    return readdirSync(folder)
      .sort()
      .map((file) => `${file}: ${readFileSync(join(folder, file), 'utf8')}`);
  };
  expect(samples('a')).toEqual(['000000-1.csv: x\n1\n2\n', '000001-2.csv: x\n4\n5\n']);
  expect(samples('b')).toEqual(['000000-b.json: {"y": 1}\n{"y": 2}\n{"y": 3}\n']);
  expect(samples('t')).toEqual(['000000-t.txt: one\ntwo\nthree\n']);
  expect(source(made.scratch, 'z').paths).toEqual([join(made.root, 'data/z.txt.zst')]);
});

it('samples Parquet, with its types', async () => {
  const database = await openDatabase();
  const connection = await database.connect();
  const folder = projectFolder({});
  const path = join(folder, 'p.parquet');
  await connection.run(
    `COPY (SELECT i, i / 4 AS d, DATE '2026-01-01' AS due FROM range(100) t(i)) TO '${path}'`,
  );
  const made = await scratch(
    {
      'config.yml': config('{name: p, layer: bronze, source: {type: parquet, path: "data/day=1/p.parquet"}}'),
      'data/day=1/p.parquet': readFileSync(path),
    },
    2,
  );
  const [sample = ''] = source(made.scratch, 'p').paths;
  expect(await rows(connection, `FROM read_parquet('${sample}/*') ORDER BY i`)).toEqual([
    { i: '0', d: 0, due: '2026-01-01' },
    { i: '1', d: 0.25, due: '2026-01-01' },
  ]);
  database.close();
});
