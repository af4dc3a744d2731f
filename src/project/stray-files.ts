import { nearest } from '../kernel/index.ts';
import type { TransformationFile, TransformationFiles } from './discover.ts';
import type { ProblemList } from './problem-list.ts';
import { fileWithoutTable } from './problems.ts';
import { type Layer, layers } from './types.ts';

/** Name -> layer of every table that is written, also of those with mistakes. */
export type WrittenLayers = ReadonlyMap<string, Layer | undefined>;

const layerFolders: ReadonlySet<string> = new Set(layers);

/** Warns of files that no table uses. */
export function reportStrayFiles(
  files: TransformationFiles,
  tables: WrittenLayers,
  problems: ProblemList,
): void {
  const withoutFile = [...tables].flatMap(([name, layer]) =>
    layer && files.of(layer, name).length === 0 ? [name] : [],
  );
  for (const file of files.all) {
    if (isClaimed(file, tables) || isHelper(file)) continue;
    const layer = tables.get(file.name);
    const expected = layer && files.expectedPath(layer, file.name, file.extension);
    const similar = problems.detailed ? nearest(file.name, withoutFile) : undefined;
    const place = { file: file.path, line: 1, col: 1 };
    problems.add(fileWithoutTable, { file: file.path, expected, similar }, { place });
  }
}

/** Whether a table uses the file; one whose layer is wrong is given the benefit of the doubt. */
function isClaimed({ name, folder }: TransformationFile, tables: WrittenLayers): boolean {
  return tables.has(name) && (tables.get(name) ?? folder) === folder;
}

/** Code that transformations share: outside the layers, or with a name that starts with "_". */
function isHelper(file: TransformationFile): boolean {
  return file.extension !== '.sql' && (!layerFolders.has(file.folder) || file.name.startsWith('_'));
}

/** Unused files that may be meant for a table: of its name elsewhere, or nearly of its name. */
export function similarFiles(
  name: string,
  layer: Layer,
  files: TransformationFiles,
  tables: WrittenLayers,
): readonly string[] {
  const unused = files.inLayer(layer).filter((file) => !isClaimed(file, tables));
  const near = nearest(
    name,
    unused.map((file) => file.name),
  );
  const found = [...files.named(name), ...unused.filter((file) => file.name === near)];
  return found.map((file) => file.path);
}
