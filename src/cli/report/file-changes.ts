import type { FileStatus, PlannedFile } from '../../deploy/index.ts';
import { count } from '../../kernel/index.ts';
import type { Style } from './style.ts';

/** Words for what happens to a file, when it is written and when it is only looked at. */
const words: Readonly<Record<FileStatus, readonly [done: string, planned: string]>> = {
  new: ['written', 'new'],
  changed: ['changed', 'changed'],
  same: ['', ''],
  edited: ['overwritten', 'edited'],
  gone: ['removed', 'gone'],
};

/**
 * The lines that say which generated files were written, or would be, and how many are as they were.
 *
 * @param check whether they were only looked at.
 * @param name what to call a file.
 * @param most how many are named.
 */
export function fileChanges(
  files: readonly PlannedFile[],
  check: boolean,
  style: Style,
  name: (file: PlannedFile) => string,
  most = Number.POSITIVE_INFINITY,
): string[] {
  const different = files.filter(({ status }) => status !== 'same');
  const same = count(files.length - different.length, 'file');
  if (different.length === 0) return [`${same}, all up to date`];
  return [
    ...different.slice(0, most).map((file) => {
      const word = words[file.status][check ? 1 : 0];
      return `${style.yellow(word.padEnd(check ? 8 : 12))} ${name(file)}`;
    }),
    ...(different.length > most ? [`… and ${count(different.length - most, 'file')} more`] : []),
    `${count(different.length, 'file')} ${check ? 'would change' : 'written'}, ${same} up to date`,
  ];
}
