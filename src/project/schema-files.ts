import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import * as z from 'zod';
import { exitCode, HeadraceError, hasErrors } from '../kernel/index.ts';
import { readFailure } from './paths.ts';
import { ProblemList } from './problem-list.ts';
import { unreadableFile } from './problems.ts';
import { readYaml } from './read-yaml.ts';
import { reportIssues } from './schema-problems.ts';

const fileSchema = z.strictObject({ columns: z.record(z.string(), z.string()) });

/** Where the inferred columns of a table are kept, relative to the project. */
function schemaFileName(table: string): string {
  return `schemas/${table}.yml`;
}

/**
 * Reads `schemas/<table>.yml`: column name -> neutral type, in the order of the columns.
 * @returns undefined when there is no such file.
 * @throws HeadraceError with the place of every mistake in it.
 */
export async function readSchemaFile(
  root: string,
  table: string,
): Promise<Record<string, string> | undefined> {
  const shown = schemaFileName(table);
  let text: string;
  try {
    text = await readFile(join(root, shown), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    const problem = unreadableFile({ file: shown, reason: readFailure(error) });
    throw new HeadraceError(problem, { exitCode: exitCode.usage, cause: error });
  }
  const problems = new ProblemList();
  const file = readYaml(shown, text, problems);
  const result = fileSchema.safeParse(file.value);
  if (!result.success) {
    const checked = {
      schema: fileSchema,
      value: file.value,
      written: file.value,
      file,
      whole: 'the schema file',
      isUnresolved: () => false,
    };
    reportIssues(result.error.issues, checked, problems);
  }
  const found = problems.sorted(shown);
  if (!result.success || hasErrors(found)) throw new HeadraceError(found, { exitCode: exitCode.usage });
  return result.data.columns;
}

/** Writes `schemas/<table>.yml`. Readers see the old file or the new one, never half of one. */
export async function writeSchemaFile(
  root: string,
  table: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const path = join(root, schemaFileName(table));
  const header =
    `# The columns of "${table}", inferred by Headrace from its source. Every engine reads these types.\n` +
    '# To change one, edit it here; to infer them again, delete this file. `columns` of the source in the\n' +
    '# configuration win over this file.\n';
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.tmp`;
  await writeFile(draft, header + stringify({ columns }, { lineWidth: 0 }));
  await rename(draft, path);
}
