import { resolve } from 'node:path';
import type { Location } from '../kernel/index.ts';
import type { TransformationFile, TransformationFiles } from './discover.ts';
import { loadTypescript } from './load-typescript.ts';
import { readFailure } from './paths.ts';
import type { ProblemList } from './problem-list.ts';
import { emptySql, missingTableFile, severalTableFiles, unreadableFile } from './problems.ts';
import { readText } from './read-text.ts';
import { similarFiles, type WrittenLayers } from './stray-files.ts';
import type { Layer, Transformation } from './types.ts';

export interface TransformationOwner {
  readonly name: string;
  readonly layer: Layer;
  readonly hasSource: boolean;
  readonly at: Location;
}

export interface TransformationLoader {
  readonly root: string;
  readonly files: TransformationFiles;
  readonly written: WrittenLayers;
  readonly vars: Readonly<Record<string, string>>;
  readonly problems: ProblemList;
}

/**
 * Finds and reads the transformation of a table.
 * @returns undefined when the table has none that can be used, which was reported then.
 */
export async function loadTransformation(
  owner: TransformationOwner,
  { root, files, written, vars, problems }: TransformationLoader,
): Promise<Transformation | undefined> {
  const { name, layer, at } = owner;
  const [file, ...others] = files.of(layer, name);
  if (file === undefined) {
    if (owner.hasSource) return { language: 'none', sql: 'select * from source' };
    const similar = problems.detailed ? similarFiles(name, layer, files, written) : [];
    problems.add(missingTableFile, { table: name, file: files.expectedPath(layer, name), similar }, at);
    return undefined;
  }
  if (others.length > 0) {
    problems.add(severalTableFiles, { table: name, files: [file, ...others].map(({ path }) => path) }, at);
  }
  if (file.extension === '.ts') return loadTypescript(root, file.path, vars, problems);
  if (file.extension === '.py') return { language: 'python', file: file.path };
  return loadSql(root, file, problems);
}

function loadSql(root: string, file: TransformationFile, problems: ProblemList): Transformation | undefined {
  const place = { file: file.path, line: 1, col: 1 };
  let sql: string;
  try {
    sql = readText(resolve(root, file.path));
  } catch (error) {
    problems.add(unreadableFile, { file: file.path, reason: readFailure(error) }, { place });
    return undefined;
  }
  if (isBlank(sql)) {
    problems.add(emptySql, { file: file.path }, { place });
    return undefined;
  }
  return { language: 'sql', file: file.path, sql };
}

/** Whether there is nothing but space, comments and semicolons. */
function isBlank(sql: string): boolean {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').replace(/[\s;\uFEFF]/g, '') === '';
}
