import { openProject } from '../open-project.ts';
import { chooseTableIndexes } from './choose-index.ts';
import { indexAll } from './index-all.ts';
import type { IndexOptions } from './index-command.ts';

export async function index(names: readonly string[], options: IndexOptions): Promise<void> {
  const compiled = await openProject(options);
  await indexAll(compiled, chooseTableIndexes(compiled.project, names), options);
}
