import { type OpenConnector, openConnector } from '../../../connectors/index.ts';
import type { Problem } from '../../../kernel/index.ts';
import { renderProblems } from '../../report/report-problem.ts';
import { shellWord } from '../../report/shell-word.ts';
import { styleFor } from '../../report/style.ts';
import type { ConnectorOptions } from './deploy.ts';
import { whichList } from './which-list.ts';

/** The connector that the command line means. */
export function openNamed(options: ConnectorOptions): Promise<OpenConnector> {
  return openConnector({
    root: options.project,
    name: options.sourceName ?? options.connectorName,
    list: options.csv ?? options.inputCsv,
    settings: options.config,
    target: options.target,
  });
}

/** How the next command says the same connector. */
export function whichConnector({ source, paths }: OpenConnector, options: ConnectorOptions): string {
  const list = options.csv ?? options.inputCsv;
  return list === undefined
    ? `--source-name ${shellWord(source)}`
    : whichList(paths.list, source, options.config);
}

/** Warnings, on stderr; machines get them as events or not at all. */
export function tellWarnings(problems: readonly Problem[], { json, quiet }: ConnectorOptions): void {
  if (json || quiet || problems.length === 0) return;
  process.stderr.write(`${renderProblems(problems, styleFor(process.stderr), 5)}\n`);
}
