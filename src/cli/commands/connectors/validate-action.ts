import {
  type CheckedBundle,
  checkBundle,
  findConnector,
  readConnectorSettings,
  readTableList,
  withSettings,
} from '../../../connectors/index.ts';
import { count, hasErrors, type Problem } from '../../../kernel/index.ts';
import { renderProblems } from '../../report/report-problem.ts';
import { shellWord } from '../../report/shell-word.ts';
import { styleFor } from '../../report/style.ts';
import type { ConnectorsValidateOptions } from './validate.ts';
import { whichList } from './which-list.ts';

/** @returns whether there are no errors. */
export async function connectorsValidate(options: ConnectorsValidateOptions): Promise<boolean> {
  const name = options.sourceName ?? options.connectorName;
  const list = options.csv ?? options.inputCsv;
  const paths = findConnector({ root: options.project, name, list, settings: options.config });
  const file = readConnectorSettings(paths.settings);
  const source = name ?? file.settings.connector_name ?? paths.name;
  const listed = await readTableList(paths.list, { source });
  const { tables, problems } = withSettings(listed.tables, file, paths.list);
  const folder = options.bundle ?? paths.bundle;
  const checked = await checkBundle({ source, folder, tables, env: process.env });
  const all = [...listed.problems, ...problems, ...checked.problems];
  const sound = !hasErrors(all);
  if (options.json) {
    const { pipelines, tables, compiled, elsewhere } = checked;
    const answer = { ok: sound, source, folder, pipelines, tables, compiled, elsewhere, problems: all };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  } else print({ ...checked, source }, all, options);
  return sound;
}

function print(
  { source, pipelines, tables, compiled, elsewhere }: CheckedBundle & { source: string },
  problems: readonly Problem[],
  options: ConnectorsValidateOptions,
): void {
  if (problems.length > 0) {
    process.stderr.write(`${renderProblems(problems, styleFor(process.stderr))}\n`);
  }
  if (options.quiet) return;
  const style = styleFor(process.stdout);
  const out = (line: string): void => void process.stdout.write(`${line}\n`);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const verdict = errors > 0 ? style.red(count(errors, 'error')) : style.green('sound');
  out(
    `${source}: ${count(pipelines, 'pipeline')}, ${count(tables, 'table')}, ${count(compiled, 'ingest file')} compiled: ${verdict}`,
  );
  if (elsewhere.length > 0) {
    out(style.dim(`${count(elsewhere.length, 'ingest file')} of the workspace could not be looked at`));
  }
  if (errors > 0) return;
  const list = options.csv ?? options.inputCsv;
  const which =
    list === undefined ? `--source-name ${shellWord(source)}` : whichList(list, source, options.config);
  const bundle = options.bundle === undefined ? '' : ` --bundle ${shellWord(options.bundle)}`;
  out(`\nNext:\n  headrace connectors deploy ${which}${bundle}`);
}
