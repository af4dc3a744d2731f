import { indexingProblems } from '../../indexing/index.ts';
import { didYouMean, exitCode, HeadraceError } from '../../kernel/index.ts';
import type { Project, SearchIndexConfig, TableIndexConfig } from '../../project/index.ts';
import { noIndex } from '../problems.ts';

/** The named indexes, or all. @throws HeadraceError with exit code 2 for one that is not there. */
function chooseIndexes({ indexes }: Project, names: readonly string[]): SearchIndexConfig[] {
  if (indexes.size === 0) throw noSuchIndex(undefined, []);
  if (names.length === 0) return [...indexes.values()];
  return names.map((name) => indexes.get(name) ?? fail(noSuchIndex(name, [...indexes.keys()])));
}

/** The named indexes that mirror tables, or all of those. */
export function chooseTableIndexes(project: Project, names: readonly string[]): TableIndexConfig[] {
  const chosen = chooseIndexes(project, names);
  const mirrors = chosen.filter(mirrorsTable);
  const [other] = chosen.filter((config) => !mirrorsTable(config));
  if (other && (names.length > 0 || mirrors.length === 0)) {
    const problem = indexingProblems.notFromTable({ name: other.name }, other.at);
    throw new HeadraceError(problem, { exitCode: exitCode.usage });
  }
  return mirrors;
}

export function mirrorsTable(config: SearchIndexConfig): config is TableIndexConfig {
  return config.from !== undefined;
}

/** The one index a command works on: named, or the only one there is. */
export function chooseIndex({ indexes }: Project, name: string | undefined): SearchIndexConfig {
  const [only] = indexes.values();
  if (name === undefined && indexes.size === 1 && only) return only;
  return indexes.get(name ?? '') ?? fail(noSuchIndex(name, [...indexes.keys()]));
}

function noSuchIndex(name: string | undefined, names: readonly string[]): HeadraceError {
  const mean = name === undefined ? '' : didYouMean(name, names);
  return new HeadraceError(noIndex({ name, names, mean }), { exitCode: exitCode.usage });
}

function fail(error: Error): never {
  throw error;
}
