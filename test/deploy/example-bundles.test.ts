import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openBundle } from '../../src/cli/open-bundle.ts';
import { hasBundleSchema, schemaErrors } from './bundle-schema.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'headrace example bundles '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example as it is, but with its raw files in a volume, and a target for it. */
function onDatabricks(example: string): string {
  const copy = join(folder, example);
  const unneeded = new Set(['.headrace', 'node_modules', 'landing', 'data', 'seeds']);
  cpSync(join(repository, 'examples', example), copy, {
    recursive: true,
    filter: (path) => !unneeded.has(basename(path)),
  });
  mkdirSync(join(copy, 'node_modules'), { recursive: true });
  symlinkSync(repository, join(copy, 'node_modules/headrace'));
  const config = readFileSync(join(copy, 'config.yml'), 'utf8');
  const target =
    'prod: {engine: databricks, host: "https://adb-1.example.net", catalog: main, schema: examples}';
  writeFileSync(
    join(copy, 'config.yml'),
    config
      .replace(/^targets:\n/m, `targets:\n  ${target}\n`)
      .replace(/(path: )(?=(?:landing|data|seeds)\/)/g, '$1/Volumes/main/examples/'),
  );
  return copy;
}

it.each(['wordnet', 'library', 'webshop'])('the example %s becomes a bundle', async (example) => {
  const { plan, tables } = await openBundle({ project: onDatabricks(example) });
  const sql = plan.files.filter(({ path }) => path.endsWith('.sql'));
  expect(sql).toHaveLength(tables);
  for (const { text } of sql)
    expect(text).toMatch(/^CREATE OR REFRESH (STREAMING TABLE|MATERIALIZED VIEW) \w+$/m);

  const yaml = plan.files.filter(({ path }) => path.endsWith('.yml'));
  expect(yaml).toHaveLength(3);
  if (!hasBundleSchema) return;
  for (const { path, text = '' } of yaml) expect(schemaErrors(parse(text)), path).toEqual([]);
});
