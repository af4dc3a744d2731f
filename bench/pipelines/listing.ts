import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Every file and folder below one, with size and time of change: equal texts mean nothing was written. */
export function listing(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const { size, mtimeNs, ino } = statSync(join(folder, path), { bigint: true });
      return `${path} ${size} ${mtimeNs} ${ino}`;
    })
    .join('\n');
}
