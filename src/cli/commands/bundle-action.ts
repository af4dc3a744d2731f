import { type PlannedFile, writeFiles } from '../../deploy/index.ts';
import { count } from '../../kernel/index.ts';
import { type OpenBundle, openBundle } from '../open-bundle.ts';
import { fileChanges } from '../report/file-changes.ts';
import { styleFor } from '../report/style.ts';
import { showWarnings } from '../show-warnings.ts';
import type { BundleCommandOptions } from './bundle.ts';

/** @returns false when the bundle was only looked at and differs from what is there. */
export async function bundle(options: BundleCommandOptions): Promise<boolean> {
  const open = await openBundle(options);
  showWarnings(open.problems, options);
  if (!options.check) await writeFiles(open.plan, { force: options.force ?? false });
  const upToDate = open.plan.files.every(({ status }) => status === 'same');
  if (options.json) printJson(open, { upToDate, written: !options.check });
  else if (!options.quiet) print(open, options.check ?? false);
  return upToDate || !options.check;
}

function printJson(
  { name, targets, pipelines, plan, problems }: OpenBundle,
  done: { readonly upToDate: boolean; readonly written: boolean },
): void {
  const answer = {
    name,
    targets,
    up_to_date: done.upToDate,
    written: done.written,
    pipelines: pipelines.map(({ key, name, tables }) => ({ key, name, tables })),
    files: plan.files.map(({ path, status }) => ({ path, status })),
    problems,
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

function print({ name, tables, targets, pipelines, plan }: OpenBundle, check: boolean): void {
  const style = styleFor(process.stdout);
  const out = (line: string): void => void process.stdout.write(`${line}\n`);
  const where = `${count(targets.length, 'target')} (${targets.join(', ')})`;
  out(`bundle ${name}: ${count(tables, 'table')} in ${count(pipelines.length, 'pipeline')}, ${where}`);
  const named = (file: PlannedFile): string => `${file.path}${lineCounts(file)}`;
  fileChanges(plan.files, check, style, named).forEach(out);
}

/** How many lines come and go, for a file that changes. */
function lineCounts({ status, before, text }: PlannedFile): string {
  if (status !== 'changed' && status !== 'edited') return '';
  const left = new Map<string, number>();
  for (const line of linesOf(before)) left.set(line, (left.get(line) ?? 0) + 1);
  let added = 0;
  for (const line of linesOf(text)) {
    const known = left.get(line) ?? 0;
    if (known > 0) left.set(line, known - 1);
    else added += 1;
  }
  const removed = [...left.values()].reduce((sum, n) => sum + n, 0);
  return `  +${added} -${removed}`;
}

/** Lines of the text below the header, whose hash differs in any case. */
function linesOf(text: string | undefined): string[] {
  return (text ?? '').split('\n').filter((line) => !/^(?:#|--) (?:sha256|Made by) /.test(line));
}
