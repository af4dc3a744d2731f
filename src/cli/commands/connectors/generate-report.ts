import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PreparedBundle } from '../../../connectors/index.ts';
import { count } from '../../../kernel/index.ts';
import { fileChanges } from '../../report/file-changes.ts';
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
  fileChanges(plan.files, check, style, ({ path }) => join(folder, path), mostFiles).forEach(out);
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
