import { count, duration, grouped, listing } from '../../kernel/index.ts';
import type { LoadingEvent, LoadingProgress, LoadingReport } from '../../loading/index.ts';
import { renderProblem } from './report-problem.ts';
import { statusLine } from './status-line.ts';
import { type Style, styleFor } from './style.ts';

/** Shows syncs and loads to whoever is watching: JSON lines, or text with a moving last line on a terminal. */
export interface LoadingReporter {
  readonly onEvent: (event: LoadingEvent) => void;
  close(): void;
}

/** Dead letters shown one by one; all of them are in their file. */
const shownDeadLetters = 5;

export function loadingReporter(options: { json?: boolean; quiet?: boolean }): LoadingReporter {
  if (options.json) {
    return { onEvent: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`), close: () => {} };
  }
  const style = styleFor(process.stdout);
  const status = statusLine(options);
  const dead = new Map<string, number>();
  const expected = new Map<string, number | undefined>();
  const say = (line: string): void => {
    status.clear();
    process.stdout.write(`${line}\n`);
  };
  return {
    onEvent(event) {
      switch (event.type) {
        case 'load_started':
          expected.set(event.id, event.expected);
          if (!options.quiet) say(style.dim(startLine(event)));
          return;
        case 'load_progress':
          status.show(progressLine(event, expected.get(event.id)));
          return;
        case 'load_waiting':
          say(`${style.yellow('…')} waiting: ${event.reason}`);
          return;
        case 'dead_letter': {
          const shown = (dead.get(event.id) ?? 0) + 1;
          dead.set(event.id, shown);
          if (shown > shownDeadLetters) return;
          say(`${style.yellow('!')} dead letter ${event.key ?? '(no key)'}: ${event.reason}`);
          if (shown === shownDeadLetters) say(style.dim('  (more of them are in their file only)'));
          return;
        }
        case 'load_warning':
          if (!options.quiet) say(renderProblem(event.problem, style));
          return;
        case 'load_finished':
          if (!options.quiet || event.dead > 0) say(finishLines(event, style));
      }
    },
    close: () => status.clear(),
  };
}

function startLine(event: Extract<LoadingEvent, { type: 'load_started' }>): string {
  const to = event.alias === undefined ? event.target : `${event.alias} (${event.target})`;
  const after = event.after === undefined ? '' : `, going on after ${event.after}`;
  const size = event.expected === undefined ? '' : `, about ${count(event.expected, 'record')}`;
  return `${event.kind} ${event.source} -> ${to}: ${event.mode}${after}${size}`;
}

const limits = {
  source: 'waiting for the source',
  client: 'this process is busy',
  target: 'the target is busy',
};

function progressLine(progress: LoadingProgress, expected: number | undefined): string {
  const { read, perSecond, etaMs, limitedBy, dead } = progress;
  const of = expected === undefined || expected < read ? '' : ` of ${grouped(expected)}`;
  const eta = etaMs === undefined ? '' : `, ${duration(etaMs)} left`;
  const letters = dead > 0 ? `, ${count(dead, 'dead letter')}` : '';
  return `${grouped(read)}${of} records, ${grouped(Math.round(perSecond))}/s${eta}${letters} (${limits[limitedBy]})`;
}

function finishLines(event: LoadingReport, style: Style): string {
  const { mode, read, stored, stale, dead, deleted, durationMs, docsPerSecond, retries } = event;
  const to = event.alias ?? event.target;
  if (mode === 'none') return `${style.green('✓')} ${to}: already loaded`;
  const parts = [
    `${count(read, 'record')} read`,
    `${grouped(stored)} stored`,
    ...(stale > 0 ? [`${grouped(stale)} stale`] : []),
    ...(deleted > 0 ? [`${grouped(deleted)} deleted`] : []),
    ...(dead > 0 ? [style.yellow(count(dead, 'dead letter'))] : []),
  ];
  const speed = `${grouped(Math.round(docsPerSecond))} docs/s, bulk p50 ${duration(event.bulkP50Ms)}, p99 ${duration(event.bulkP99Ms)}, ${count(retries, 'retry', 'retries')}`;
  const mark = dead > 0 ? style.yellow('!') : style.green('✓');
  const lines = [`${mark} ${to}: ${listing(parts)} in ${duration(durationMs)} ${style.dim(`(${speed})`)}`];
  if (event.deadLetters !== undefined) {
    lines.push(
      `  dead letters: ${event.deadLetters} (headrace dead-letters replay, once their cause is mended)`,
    );
  }
  return lines.join('\n');
}
