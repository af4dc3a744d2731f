import { count, duration, grouped } from '../../kernel/index.ts';
import type { RunCounts, RunEvent, TableOutcome } from '../../run/index.ts';
import { renderProblem } from './report-problem.ts';
import type { Style } from './style.ts';

/** Events as lines of text: what the plain and the live reporter have in common. */
export interface EventText {
  /** The lines that an event leaves behind, or undefined when it leaves none. */
  readonly line: (event: RunEvent) => string | undefined;
}

/** With more tables than this, those that were skipped are only counted. */
const listedSkips = 40;

export function eventText(style: Style): EventText {
  let width = 20;
  let tables = 0;
  let streaming = false;
  return {
    line(event) {
      switch (event.type) {
        case 'run_started': {
          width = Math.min(40, Math.max(12, ...event.tables.map((name) => name.length)));
          tables = event.tables.length;
          streaming = event.mode === 'streaming';
          const what = `${event.mode} run of ${count(tables, 'table')} on ${event.engine}`;
          return style.dim(`${what} (target ${event.target})`);
        }
        case 'engine_step':
          return style.dim(`· ${event.text}`);
        case 'table_finished':
          if (event.status === 'skipped' && (tables > listedSkips || streaming)) return undefined;
          return outcomeLine(event, width, style);
        case 'warning':
          return renderProblem(event.problem, style);
        case 'table_retry':
          return `${style.yellow('↻')} ${event.table.padEnd(width)}  tried again in ${duration(event.delayMs)} (attempt ${event.attempt} failed)`;
        case 'table_compacted':
          return style.dim(
            `· ${event.table.padEnd(width)}  ${event.from} small files merged into ${event.to}`,
          );
        case 'trigger_finished':
          return style.dim(triggerLine(event));
        case 'index_finished':
          return `${style.green('✓')} ${`index ${event.index}`.padEnd(width)}  ${indexLine(event)}`;
        case 'run_finished':
          return runLine(event, style);
        default:
          return undefined;
      }
    },
  };
}

const marks = { built: '✓', skipped: '–', failed: '✗', blocked: '⊘', cancelled: '⊘' } as const;

function outcomeLine(outcome: TableOutcome, width: number, style: Style): string {
  const { table, status, reason, rows, rowsAdded, durationMs, problems = [] } = outcome;
  const name = table.padEnd(width);
  if (status === 'built') {
    const size = sizeText(rows, rowsAdded).padStart(14);
    const time = duration(durationMs ?? 0).padStart(8);
    return `${style.green(marks.built)} ${name} ${size} ${time}  ${style.dim(reason)}`;
  }
  if (status === 'skipped') return style.dim(`${marks.skipped} ${name}  ${reason}`);
  const line = `${status === 'failed' ? style.red(marks[status]) : style.yellow(marks[status])} ${name}  ${status}: ${reason}`;
  return [line, ...problems.map((problem) => renderProblem(problem, style))].join('\n');
}

/** Not every engine tells how many rows a table has now. */
function sizeText(rows: number | undefined, added: number | undefined): string {
  if (rows === undefined) return added === undefined ? '' : `+${count(added, 'row')}`;
  return added === undefined || added === rows
    ? count(rows, 'row')
    : `${count(rows, 'row')} (+${grouped(added)})`;
}

function triggerLine(event: Extract<RunEvent, { type: 'trigger_finished' }>): string {
  const perSecond = Math.round((event.rows / Math.max(1, event.durationMs)) * 1000);
  const speed = event.rows > 0 ? `, ${count(event.rows, 'row')} in (${grouped(perSecond)}/s)` : '';
  const lag = event.lagMs === undefined ? '' : `, lag ${duration(event.lagMs)}`;
  return `· trigger ${event.trigger}: ${count(event.built.length, 'table')} in ${duration(event.durationMs)}${speed}${lag}`;
}

function indexLine(event: Extract<RunEvent, { type: 'index_finished' }>): string {
  const changes = `${event.added} added, ${event.updated} updated, ${event.removed} removed, ${event.unchanged} unchanged`;
  return `${count(event.documents, 'document')} in ${duration(event.durationMs)} (${changes})`;
}

/** `3 built, 9 skipped`. */
function countsText(counts: RunCounts): string {
  const parts = Object.entries(counts).flatMap(([status, n]) => (n > 0 ? [`${n} ${status}`] : []));
  return parts.join(', ') || 'nothing to do';
}

function runLine(event: Extract<RunEvent, { type: 'run_finished' }>, style: Style): string {
  const text = `${event.status} in ${duration(event.durationMs)}: ${countsText(event.counts)}`;
  const line = event.status === 'done' ? style.green(text) : style.red(text);
  const hints = {
    done: '',
    failed: 'headrace retry builds what failed, was blocked, or changed since',
    interrupted: 'tables keep their last good version; run again to go on',
    crashed: '',
  };
  const hint = hints[event.status];
  return `${line} ${style.dim(`(run ${event.run}${hint && `; ${hint}`})`)}`;
}
