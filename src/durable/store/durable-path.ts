import { join } from 'node:path';
import { statePaths } from '../../state/index.ts';

/** Where a project's durable promises lie. */
export function durablePath(root: string): string {
  return join(statePaths(root).folder, 'durable.db');
}
