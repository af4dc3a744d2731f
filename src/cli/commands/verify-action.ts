import { count, exitCode, grouped, listing } from '../../kernel/index.ts';
import { verify as runVerify, type VerifyEvent, type VerifyReport } from '../../loading/index.ts';
import { Exit } from '../exit.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { openLoadingProject } from '../open-loading.ts';
import { comparisonLine } from '../report/comparison-line.ts';
import { loadingReporter } from '../report/loading-reporter.ts';
import { statusLine } from '../report/status-line.ts';
import { type Style, styleFor } from '../report/style.ts';
import { givenVariables } from './sync.ts';
import type { VerifyCommandOptions } from './verify.ts';

export async function verify(index: string | undefined, options: VerifyCommandOptions): Promise<void> {
  const { root, project } = await openLoadingProject(options);
  const reporter = loadingReporter(options);
  const status = statusLine(options);
  const { signal, dispose } = listenForInterrupts(false);
  const dryRun = options.dryRun ?? false;
  try {
    const report = await runVerify({
      ...{ root, project, env: process.env, flags: givenVariables(options), index, signal },
      from: options.from,
      to: options.to,
      table: options.table,
      key: options.key,
      updatedAt: options.updatedAt,
      versionColumn: options.versionColumn,
      deadLetters: options.deadLetters,
      settleMs: options.settle,
      repair: options.repair && !dryRun ? { maxDeletes: options.maxDeletes } : undefined,
      onEvent: (event) => {
        if (isVerifyEvent(event)) show(event);
        else reporter.onEvent(event);
      },
    });
    status.clear();
    if (!options.json) say(report);
    const code = codeOf(report);
    if (code !== exitCode.done) throw new Exit(code);
  } finally {
    status.clear();
    reporter.close();
    dispose();
  }

  function show(event: VerifyEvent): void {
    if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`);
    else if (event.type === 'verify_progress') status.show(comparisonLine(event));
  }

  function say(report: VerifyReport): void {
    if (options.quiet && report.repaired) return;
    const style = styleFor(process.stdout);
    const plan = options.repair && dryRun;
    process.stdout.write(`${lines(report, style, plan ?? false).join('\n')}\n`);
  }
}

type AnyEvent = Parameters<Parameters<typeof runVerify>[0]['onEvent']>[0];

function isVerifyEvent(event: AnyEvent): event is VerifyEvent {
  return event.type === 'difference' || event.type.startsWith('verify_');
}

/** 0: equal, or repaired. 3: repaired but for what the index refuses. 1: they differ. */
function codeOf({ repaired, repairs }: VerifyReport): 0 | 1 | 3 {
  if (repaired) return exitCode.done;
  return repairs !== undefined && repairs.dead > 0 && repairs.remaining <= repairs.dead
    ? exitCode.partial
    : exitCode.failed;
}

function lines(report: VerifyReport, style: Style, plan: boolean): string[] {
  const { source, target, alias, equal, rows, documents, examples, repairs, unstamped } = report;
  const names = `${source} and ${alias === undefined ? target : `${alias} (${target})`}`;
  const lines = equal
    ? [`${style.green('✓')} ${names} are equal: ${count(rows, 'record')}`]
    : [`${style.red('✗')} ${names} differ: ${count(rows, 'row')}, ${count(documents, 'document')}`];
  const kinds = [
    ['missing', 'not in the index'],
    ['extra', 'not in the table'],
    ['different', 'with other contents'],
  ] as const;
  for (const [kind, meaning] of kinds) {
    if (report[kind] > 0)
      lines.push(`  ${grouped(report[kind])} ${kind} (${meaning}): ${some(examples[kind], report[kind])}`);
  }
  if (unstamped > 0) {
    const written = `${count(unstamped, 'document')} that no sync has written`;
    lines.push(style.yellow(`  ${written}: ${some(examples.unstamped, unstamped)}`));
  }
  const { missing, extra, different } = report;
  if (plan && !equal)
    lines.push(`  a repair would write ${grouped(missing + different)} and delete ${grouped(extra)}`);
  else if (!equal && repairs === undefined)
    lines.push(style.dim('  headrace verify --repair makes the index equal to the table'));
  if (repairs !== undefined && !equal) {
    const { written, deleted, dead, remaining } = repairs;
    const parts = [`${grouped(written)} written`, `${grouped(deleted)} deleted`];
    if (dead > 0) parts.push(style.yellow(count(dead, 'dead letter')));
    if (remaining > dead) parts.push(style.red(`${grouped(remaining - dead)} still different`));
    lines.push(`${remaining === 0 ? style.green('✓ repaired:') : '! repaired in part:'} ${listing(parts)}`);
    if (repairs.deadLetters !== undefined) lines.push(`  dead letters: ${repairs.deadLetters}`);
  }
  return lines;
}

function some(keys: readonly string[], of: number): string {
  return keys.length < of ? `${keys.join(', ')}, …` : keys.join(', ');
}
