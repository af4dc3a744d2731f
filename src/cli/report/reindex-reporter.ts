import { count, duration, grouped, listing } from '../../kernel/index.ts';
import type {
  LoadingEvent,
  OldIndex,
  ReindexEvent,
  ReindexPlan,
  ReindexReport,
} from '../../loading/index.ts';
import { comparisonLine } from './comparison-line.ts';
import { loadingReporter } from './loading-reporter.ts';
import { statusLine } from './status-line.ts';
import { type Style, styleFor } from './style.ts';

/** Shows how an index is built anew, with the loads that this takes. */
export function reindexReporter(options: { json?: boolean; quiet?: boolean }): {
  readonly onEvent: (event: LoadingEvent | ReindexEvent) => void;
  close(): void;
} {
  const loads = loadingReporter(options);
  const status = statusLine(options);
  const style = styleFor(process.stdout);
  const say = (lines: readonly string[]): void => {
    status.clear();
    if (!options.quiet) process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  };
  return {
    onEvent(event) {
      if (!isReindexEvent(event)) return loads.onEvent(event);
      if (options.json) process.stdout.write(`${JSON.stringify(event)}\n`);
      else if (event.type === 'verify_progress') status.show(comparisonLine(event));
      else if (event.type === 'reindex_plan') say(planLines(event, style));
      else if (event.type === 'reindex_finished') say(finishLines(event, style));
      else say([style.dim(stepText(event))]);
    },
    close() {
      status.clear();
      loads.close();
    },
  };
}

export function oldIndexText({ name, documents }: OldIndex): string {
  return `${name} (${count(documents, 'document')})`;
}

function isReindexEvent(event: LoadingEvent | ReindexEvent): event is ReindexEvent {
  return event.type.startsWith('reindex_') || event.type === 'verify_progress';
}

function planLines(plan: ReindexPlan, style: Style): string[] {
  const { alias, live, next, how, differences, abandoned, unstamped } = plan;
  const lines = differences.map(
    ({ field, change, inPlace, why }) =>
      `  ${inPlace ? style.green('in place') : style.yellow('reindex ')}  ${style.bold(field)}: ${change} ${style.dim(`(${why})`)}`,
  );
  if (lines.length > 0) lines.unshift(`${live} is not as it is wanted:`);
  if (abandoned.length > 0)
    lines.push(`${listing(abandoned)}: begun by an earlier reindex for something else; removed`);
  if (unstamped > 0 && next !== undefined)
    lines.push(
      style.yellow(
        `${live} holds ${count(unstamped, 'document')} that no sync has written; ${next} will not`,
      ),
    );
  const said: Record<ReindexPlan['how'], string> = {
    nothing: `${alias} (${live}): the mapping is as it is wanted, so there is nothing to do (--force builds it all the same)`,
    new: `${alias}: ${live} -> ${next}`,
    resume: `${alias}: ${live} -> ${next}, going on with what an earlier reindex has begun`,
    swapped: `${alias}: ${live} was built by an earlier reindex that did not come to its end; finishing it`,
    'in place': `${alias}: changing ${live} in place`,
    rebuild: `${alias}: an embedded index is built anew in its place; until it is full, searches find less`,
  };
  return [...lines, said[how]];
}

function stepText({ step, index }: Extract<ReindexEvent, { type: 'reindex_step' }>): string {
  switch (step) {
    case 'load':
      return `loading ${index}`;
    case 'catch up':
      return `catching up with what changed since`;
    case 'compare':
      return `comparing ${index} with the table`;
    case 'sample':
      return 'comparing some documents field by field';
    case 'swap':
      return `moving the alias to ${index}`;
    case 'catch up after swap':
      return 'catching up with what went to the old index meanwhile';
    case 'sync catches up':
      return `a sync is at work on ${index} already, and catches up`;
  }
}

function finishLines(report: ReindexReport, style: Style): string[] {
  const { alias, live, how, dryRun, repaired, removed, dead, sampled, documents, old, deleted } = report;
  const lines: string[] = [];
  const took = style.dim(`(${duration(report.durationMs)})`);
  if (dryRun) {
    if (how !== 'nothing') lines.push('nothing was done (--dry-run)');
  } else if (how === 'in place') {
    lines.push(
      `${style.green('✓')} ${live} was changed in place; documents get new fields with \`headrace sync --full\``,
    );
  } else if (how !== 'nothing') {
    const parts = [
      ...(documents === undefined ? [] : [count(documents, 'document')]),
      ...(sampled > 0 ? [`${grouped(sampled)} compared field by field`] : []),
      ...(repaired > 0 ? [`${grouped(repaired)} written again`] : []),
      ...(removed > 0 ? [`${grouped(removed)} removed`] : []),
      ...(dead > 0 ? [style.yellow(count(dead, 'dead letter'))] : []),
    ];
    const to = alias === live ? alias : `${alias} -> ${live}`;
    lines.push(`${style.green('✓')} ${to}${parts.length > 0 ? `: ${listing(parts)}` : ''} ${took}`);
  }
  if (deleted.length > 0) lines.push(`${style.green('✓')} deleted ${listing(deleted)}`);
  const free = old.filter(({ aliases }) => aliases.length === 0);
  const used = old.filter(({ aliases }) => aliases.length > 0);
  if (free.length > 0)
    lines.push(
      `  still there: ${free.map(oldIndexText).join(', ')}; headrace reindex --delete-old deletes it`,
    );
  for (const { name, aliases } of used)
    lines.push(`  ${name} was replaced but has other aliases, and stays: ${listing(aliases)}`);
  return lines;
}
