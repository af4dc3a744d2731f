import type { CompiledTable } from '../../plan/index.ts';
import { layers } from '../../project/index.ts';
import type { GeneratedFile } from '../generated/index.ts';
import { datasetSql } from './dataset-sql.ts';
import { limits } from './place-tables.ts';
import type { Columns } from './read-files.ts';

/** The most source files that one pipeline may have. */
const maxFiles = limits.pythonFiles + layers.length;

/**
 * The SQL files of one pipeline: one for each table as long as the platform allows that many, else one for
 * each layer.
 *
 * @param folder from the project's root.
 */
export function pipelineFiles(
  folder: string,
  tables: readonly CompiledTable[],
  columns: ReadonlyMap<string, Columns>,
): GeneratedFile[] {
  const inSql = tables.filter(({ sql }) => sql !== undefined);
  const statement = (compiled: CompiledTable): string =>
    `${origin(compiled)}${datasetSql(compiled, columns.get(compiled.table.name))}`;
  if (tables.length <= maxFiles) {
    return inSql.map((compiled) => ({
      path: `${folder}/${compiled.table.layer}/${compiled.table.name}.sql`,
      text: statement(compiled),
      comment: '--',
    }));
  }
  return layers.flatMap((layer) => {
    const members = inSql.filter(({ table }) => table.layer === layer);
    if (members.length === 0) return [];
    return [
      { path: `${folder}/${layer}.sql`, text: members.map(statement).join('\n'), comment: '--' } as const,
    ];
  });
}

/** Says where the SELECT comes from, so that an error on the platform leads to the user's own file. */
function origin({ table: { name, transformation, at } }: CompiledTable): string {
  const from = transformation.language === 'none' ? at.place.file : transformation.file;
  return `-- ${name}, from ${from}\n`;
}
