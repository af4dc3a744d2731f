import { count, duration, grouped, HeadraceError } from '../../kernel/index.ts';
import type {
  LoadingEvent,
  LoadingProgress,
  LoadOutcome,
  LoadsReport,
  OutcomeStatus,
} from '../../loading/index.ts';
import { loadingReporter } from '../report/loading-reporter.ts';
import { reportError } from '../report/report-error.ts';
import { type Style, styleFor } from '../report/style.ts';
import { textTable } from '../report/table.ts';

export interface LoadsReporter {
  readonly onEvent: (event: LoadingEvent, load: string) => void;
  /** Tells why one of several did not come to its end. */
  readonly onOutcome: (outcome: LoadOutcome) => void;
  /** Sums several up. */
  finish(report: LoadsReport): void;
  close(): void;
}

interface ReportOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly debug?: boolean;
}

/** Shows one load, or several at once: their events with their names, one progress of all, a table in the end. */
export function loadsReporter(options: ReportOptions, several: boolean): LoadsReporter {
  if (options.json) return jsonReporter();
  const style = styleFor(process.stdout);
  const inner = loadingReporter(options);
  const progress = new Map<string, LoadingProgress>();
  return {
    onEvent(event, load) {
      if (!several || event.type !== 'load_progress') {
        inner.onEvent(event);
        return;
      }
      progress.set(load, event);
      inner.onEvent({ ...event, id: 'all', ...together([...progress.values()]) });
    },
    onOutcome({ load, status, error }) {
      progress.delete(load);
      if (error === undefined) return;
      inner.close();
      process.stderr.write(`${styleFor(process.stderr).red('✗')} ${load}: ${status}\n`);
      reportError(error, { json: false, debug: options.debug ?? false });
    },
    finish({ loads }) {
      if (!options.quiet) process.stdout.write(`${summary(loads, style)}\n`);
    },
    close: () => inner.close(),
  };
}

function jsonReporter(): LoadsReporter {
  const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  return {
    onEvent: (event, load) => print({ ...event, load }),
    onOutcome(outcome) {
      if (outcome.error !== undefined) print({ type: 'load_failed', at: Date.now(), ...plain(outcome) });
    },
    finish: ({ loads, exitCode }) =>
      print({ type: 'loads_finished', at: Date.now(), exitCode, loads: loads.map(plain) }),
    close: () => {},
  };
}

function plain({ error, report, counts, ...outcome }: LoadOutcome): object {
  const problems =
    error instanceof HeadraceError
      ? error.problems
      : [{ severity: 'error', message: error instanceof Error ? error.message : String(error) }];
  return { ...outcome, ...counts, ...report, ...(error !== undefined && { problems }) };
}

function together(all: readonly LoadingProgress[]): LoadingProgress {
  const sum = (of: (one: LoadingProgress) => number): number =>
    all.reduce((total, one) => total + of(one), 0);
  const limits = all.map(({ limitedBy }) => limitedBy);
  return {
    read: sum(({ read }) => read),
    stored: sum(({ stored }) => stored),
    stale: sum(({ stale }) => stale),
    dead: sum(({ dead }) => dead),
    perSecond: sum(({ perSecond }) => perSecond),
    etaMs: undefined,
    // One process, one cluster: whichever of these one load has met, all have.
    limitedBy: limits.includes('client') ? 'client' : limits.includes('target') ? 'target' : 'source',
  };
}

const head = [
  'LOAD',
  'INDEX',
  'STATUS',
  'READ',
  'STORED',
  'STALE',
  'DEAD',
  'DOCS/S',
  'P50',
  'P99',
  'RETRIES',
];

function summary(loads: readonly LoadOutcome[], style: Style): string {
  const rows = loads.map(({ load, index, status, counts, report }) => [
    load,
    index,
    statusText(status, style),
    grouped(counts.read),
    grouped(counts.stored),
    grouped(counts.stale),
    grouped(counts.dead),
    ...(report === undefined || report.mode === 'none'
      ? ['', '', '', '']
      : [
          grouped(Math.round(report.docsPerSecond)),
          duration(report.bulkP50Ms),
          duration(report.bulkP99Ms),
          grouped(report.retries),
        ]),
  ]);
  const table = textTable(head.map(style.dim), rows, [3, 4, 5, 6, 7, 8, 9, 10]);
  const open = loads.filter(({ error, status }) => error !== undefined || status === 'not started');
  if (open.length === 0) return table;
  return `${table}\n${count(open.length, 'load')} of ${loads.length} ${open.length === 1 ? 'is' : 'are'} not done. The same command goes on where they stopped.`;
}

function statusText(status: OutcomeStatus, style: Style): string {
  if (status === 'done' || status === 'already loaded') return style.green(status);
  return status === 'dead letters' || status === 'not started' ? style.yellow(status) : style.red(status);
}
