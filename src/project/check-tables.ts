import { isRecord } from '../kernel/index.ts';
import type { TableDraft } from './build-table.ts';
import type { WrittenTable } from './check-config.ts';
import type { ProblemList } from './problem-list.ts';
import { duplicateTable, missingDependency, selfDependency, undecidedSource } from './problems.ts';
import type { YamlFile } from './read-yaml.ts';
import type { WrittenLayers } from './stray-files.ts';
import { checkTableName } from './table-name.ts';
import { layers } from './types.ts';

/** The tables whose names can be used: well-formed and met for the first time. */
export function withGoodNames(
  tables: readonly WrittenTable[],
  file: YamlFile,
  problems: ProblemList,
): readonly WrittenTable[] {
  const firsts = new Map<string, WrittenTable>();
  return tables.filter((table) => {
    const { name } = table.config;
    const at = file.at(['tables', table.index, 'name']);
    if (!checkTableName(name, at, problems)) return false;
    const first = firsts.get(name.toLowerCase());
    if (first === undefined) {
      firsts.set(name.toLowerCase(), table);
      return true;
    }
    const firstLine = file.at(['tables', first.index, 'name']).place.line;
    problems.add(duplicateTable, { name, first: first.config.name, firstLine }, at);
    return false;
  });
}

/** Every table name that is written, so that one mistake in a table is not told again of all its readers. */
export function writtenLayers(tables: unknown): WrittenLayers {
  const found = new Map<string, (typeof layers)[number] | undefined>();
  for (const table of Array.isArray(tables) ? tables : []) {
    if (!isRecord(table) || typeof table.name !== 'string' || found.has(table.name)) continue;
    found.set(
      table.name,
      layers.find((layer) => layer === table.layer),
    );
  }
  return found;
}

/** What can be said of a table on its own and by the names of the others. */
export function checkTable(
  table: TableDraft,
  { index, config }: WrittenTable,
  written: WrittenLayers,
  file: YamlFile,
  problems: ProblemList,
): void {
  if (table.source?.type === 'undecided') {
    problems.add(undecidedSource, { table: table.name }, table.source.at);
  }
  const unknown = (table.declaredInputs ?? []).filter((name) => name === table.name || !written.has(name));
  for (const name of unknown) {
    const list = Array.isArray(config.depends_on) ? config.depends_on : [];
    const position = list.findIndex((item) => item.trim() === name);
    const at = file.at(['tables', index, 'depends_on', ...(position === -1 ? [] : [position])]);
    if (name === table.name) {
      problems.add(selfDependency, { table: name }, at);
    } else {
      const names = problems.detailed ? [...written.keys()] : [];
      problems.add(missingDependency, { table: table.name, name, names }, at);
    }
  }
}
