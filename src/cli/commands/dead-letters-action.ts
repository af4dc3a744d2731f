import { resolve } from 'node:path';
import { count, exitCode, grouped, HeadraceError } from '../../kernel/index.ts';
import {
  dropDeadLetters,
  type LetterRequest,
  type ListedLetter,
  listDeadLetters,
  type ReplayReport,
  replayDeadLetters,
} from '../../loading/index.ts';
import { confirm } from '../confirm.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openLoadingProject } from '../open-loading.ts';
import { notConfirmed } from '../problems.ts';
import { loadingReporter } from '../report/loading-reporter.ts';
import { styleFor } from '../report/style.ts';
import { textTable } from '../report/table.ts';
import { localTime } from '../report/time.ts';
import type { DeadLettersAction, DeadLettersOptions } from './dead-letters.ts';

export async function deadLetters(
  action: DeadLettersAction,
  index: string | undefined,
  options: DeadLettersOptions,
): Promise<void> {
  if (action === 'list') return list(index, options);
  const { root, project } = await openLoadingProject(options);
  const reporter = loadingReporter(options);
  const { signal, dispose } = listenForInterrupts(false);
  const request: LetterRequest = {
    ...{ root, project, env: process.env, flags: {}, index, signal },
    to: options.to,
    deadLetters: options.deadLetters,
    onEvent: (event) => {
      if (event.type !== 'replay_finished') reporter.onEvent(event);
      else if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`);
    },
  };
  try {
    if (action === 'drop') return await drop(request, options);
    const reports = await replayDeadLetters(request);
    reporter.close();
    if (!options.json) sayReplayed(reports, options);
    if (reports.some(({ remaining }) => remaining > 0)) throw new Exit(exitCode.partial);
  } finally {
    reporter.close();
    dispose();
  }
}

async function list(index: string | undefined, options: DeadLettersOptions): Promise<void> {
  const shown: ListedLetter[] = [];
  let all = 0;
  const place = { root: resolve(options.project), deadLetters: options.deadLetters, index };
  for await (const letter of listDeadLetters(place)) {
    all += 1;
    if (options.json) process.stdout.write(`${JSON.stringify(letter)}\n`);
    else if (shown.length < options.limit) shown.push(letter);
  }
  if (options.json) return;
  if (all === 0) {
    process.stdout.write('no dead letters\n');
    return;
  }
  const style = styleFor(process.stdout);
  const head = ['INDEX', 'KEY', 'REASON', 'WHEN', 'ATTEMPTS'];
  const rows = shown.map((letter) => [
    letter.index,
    letter.key ?? '(no key)',
    letter.reason,
    localTime(Date.parse(letter.at)),
    grouped(letter.attempts),
  ]);
  process.stdout.write(`${textTable(head.map(style.dim), rows, [4])}\n`);
  if (all > shown.length) process.stdout.write(style.dim(`… and ${grouped(all - shown.length)} more\n`));
}

async function drop(request: LetterRequest, options: DeadLettersOptions): Promise<void> {
  if (!options.yes) await askFirst(request, options);
  const gone = await dropDeadLetters(request);
  if (options.json) process.stdout.write(`${JSON.stringify({ dropped: gone })}\n`);
  else if (!options.quiet) {
    const lines = gone.length === 0 ? ['no dead letters'] : gone.map((path) => `dropped ${path}`);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

async function askFirst(request: LetterRequest, options: DeadLettersOptions): Promise<void> {
  let all = 0;
  for await (const _ of listDeadLetters(request)) all += 1;
  const of = request.index === undefined ? '' : ` of ${request.index}`;
  const asked = process.stdin.isTTY && !options.json;
  if (all === 0 || (asked && (await confirm(`Throw away ${count(all, 'dead letter')}${of}?`)))) return;
  const problem = notConfirmed({ folder: `the dead letters${of}` });
  throw new HeadraceError(problem, { exitCode: exitCode.usage });
}

function sayReplayed(reports: readonly ReplayReport[], { quiet }: DeadLettersOptions): void {
  const style = styleFor(process.stdout);
  if (reports.length === 0 && !quiet) process.stdout.write('no dead letters\n');
  for (const { index, file, read, stored, stale, remaining } of reports) {
    if (quiet && remaining === 0) continue;
    const mark = remaining > 0 ? style.yellow('!') : style.green('✓');
    const old = stale > 0 ? `, ${grouped(stale)} replaced by something newer` : '';
    const left = remaining > 0 ? `, ${grouped(remaining)} refused again (${file})` : '';
    process.stdout.write(
      `${mark} ${index}: ${count(read, 'dead letter')}, ${grouped(stored)} stored${old}${left}\n`,
    );
  }
}
