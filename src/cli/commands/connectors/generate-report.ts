import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PreparedBundle } from '../../../connectors/index.ts';
import type { FileStatus } from '../../../deploy/index.ts';
import { count } from '../../../kernel/index.ts';
import { shellWord } from '../../report/shell-word.ts';
import { styleFor } from '../../report/style.ts';
import { textTable } from '../../report/table.ts';
import type { ConnectorsGenerateOptions, GeneratePart } from './generate.ts';
import { whichList } from './which-list.ts';

/** Says what was generated, or would be, and what comes next. */
export function printGenerated(
  prepared: PreparedBundle,
  options: ConnectorsGenerateOptions,
  parts: readonly GeneratePart[],
): void {
  const next = options.check ? [] : nextSteps(prepared, parts, options);
  if (options.json) printJson(prepared, options.check ?? false, next);
  else if (!options.quiet) print(prepared, options.check ?? false, next);
}

function printJson(prepared: PreparedBundle, check: boolean, next: readonly string[]): void {
  const { source, folder, pipelines, plan, problems, settings } = prepared;
  const answer = {
    source,
    folder,
    up_to_date: plan.files.every(({ status }) => status === 'same'),
    written: !check,
    pipelines: pipelines.map(({ group, names, managed, connection, tables, schedule, quartz }) => ({
      group,
      key: names.key,
      job: settings.emit_jobs ? names.job : null,
      file: managed ? null : names.file,
      connection,
      tables: tables.map(({ sourceTable }) => sourceTable),
      schedule: schedule ?? null,
      quartz: quartz ?? null,
    })),
    files: plan.files.map(({ path, status }) => ({ path, status })),
    next,
    problems,
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

/** Words for what happens to a file, when it is written and when it is only looked at. */
const words: Readonly<Record<FileStatus, readonly [done: string, planned: string]>> = {
  new: ['written', 'new'],
  changed: ['changed', 'changed'],
  same: ['', ''],
  edited: ['overwritten', 'edited'],
  gone: ['removed', 'gone'],
};

/** A connector can have a hundred pipelines; their files are all named alike. */
const mostFiles = 20;

function print(
  { source, pipelines, plan, folder }: PreparedBundle,
  check: boolean,
  next: readonly string[],
): void {
  const style = styleFor(process.stdout);
  const out = (line: string): void => void process.stdout.write(`${line}\n`);
  const tables = pipelines.reduce((sum, pipeline) => sum + pipeline.tables.length, 0);
  out(`${source}: ${count(tables, 'table')} in ${count(pipelines.length, 'pipeline')}`);
  out(
    textTable(
      ['pipeline', 'tables', 'schedule', 'reads'],
      pipelines.map(({ names, tables, schedule, managed }) => [
        names.key,
        String(tables.length),
        schedule ?? '-',
        managed ? 'managed' : names.file,
      ]),
      [1],
    ),
  );
  const different = plan.files.filter(({ status }) => status !== 'same');
  for (const { path, status } of different.slice(0, mostFiles)) {
    const word = words[status][check ? 1 : 0];
    out(`${style.yellow(word.padEnd(check ? 8 : 12))} ${join(folder, path)}`);
  }
  if (different.length > mostFiles) out(`… and ${count(different.length - mostFiles, 'file')} more`);
  const same = count(plan.files.length - different.length, 'file');
  if (different.length === 0) out(`${same}, all up to date`);
  else out(`${count(different.length, 'file')} ${check ? 'would change' : 'written'}, ${same} up to date`);
  if (next.length > 0) out(`\nNext:\n${next.map((step) => `  ${step}`).join('\n')}`);
}

function nextSteps(
  { source, settings, folder, paths, pipelines }: PreparedBundle,
  parts: readonly GeneratePart[],
  { config }: ConnectorsGenerateOptions,
): string[] {
  const usual = folder === paths.bundle && basename(paths.folder) === source && config === undefined;
  const which = usual ? `--source-name ${shellWord(source)}` : whichList(paths.list, source, config);
  if (!parts.includes('bundle')) return [`headrace connectors generate-dab-yaml ${which}`];
  const path = settings.ingest_files_path;
  const byHand =
    path === undefined || !path.startsWith('/')
      ? []
      : [
          `databricks workspace import-dir FOLDER ${path}   (the ingest files: the bundle does not upload them)`,
        ];
  const missing =
    path === undefined &&
    !parts.includes('ingest') &&
    pipelines.some(({ managed, names }) => !managed && !existsSync(join(folder, names.file)));
  const found = usual ? which : `${which} --bundle ${shellWord(folder)}`;
  return [
    ...byHand,
    ...(missing
      ? [`headrace connectors generate-ingest-files ${which} --output-dir ${shellWord(folder)}`]
      : []),
    ...['validate', 'deploy'].map((command) => `headrace connectors ${command} ${found}`),
  ];
}
