import type { ConnectorRunEvent } from '../../connectors/index.ts';
import { count, duration } from '../../kernel/index.ts';
import { renderProblem } from './report-problem.ts';
import { spinner } from './spinner.ts';
import type { Style } from './style.ts';

/** Events of a run of groups as text. */
export interface GroupsText {
  /** The lines that an event leaves behind, or undefined when it leaves none. */
  line(event: ConnectorRunEvent): string | undefined;
  /** Also that a group begins, for whoever sees no view. */
  start(event: ConnectorRunEvent): string | undefined;
  /** The groups that go on, a line each, in at most so many lines. */
  view(now: number, lines: number): string;
}

const marks = { done: '✓', failed: '✗', stopped: '⊘' } as const;

interface Running {
  readonly since: number;
  state: string;
  done: number;
  rows: number;
}

export function groupsText(style: Style): GroupsText {
  const running = new Map<string, Running>();
  const sizes = new Map<string, number>();
  let ended = 0;
  let width = 12;
  let frame = 0;
  const numbers = (group: string, done: number, rows: number): string =>
    `${`${done} of ${count(sizes.get(group) ?? 0, 'table')}`.padStart(15)} ${count(rows, 'row').padStart(15)}`;
  return {
    line(event) {
      switch (event.type) {
        case 'run_started':
          for (const { group, tables } of event.groups) sizes.set(group, tables.length);
          width = Math.min(40, Math.max(12, ...event.groups.map(({ group }) => group.length)));
          return style.dim(
            `${event.source}: ${count(event.groups.length, 'pipeline')} side by side (target ${event.target})`,
          );
        case 'group_started':
          running.set(event.group, {
            since: running.get(event.group)?.since ?? event.at,
            ...{ state: 'QUEUED', done: 0, rows: 0 },
          });
          return undefined;
        case 'group_progress': {
          const one = running.get(event.group);
          if (one) Object.assign(one, { state: event.state, done: event.tables_done, rows: event.rows });
          return undefined;
        }
        case 'group_finished': {
          const { group, status, tables_done: done, rows, duration_ms: took, problems } = event;
          running.delete(group);
          ended += 1;
          const colour = { done: style.green, failed: style.red, stopped: style.yellow }[status];
          const mark = colour(marks[status]);
          const line = `${mark} ${group.padEnd(width)} ${numbers(group, done, rows)} ${duration(took).padStart(9)}  ${style.dim(status)}`;
          return [line, ...problems.map((problem) => renderProblem(problem, style))].join('\n');
        }
        case 'warning':
          return renderProblem(event.problem, style);
        case 'run_finished':
          return endLine(event, style);
        default:
          return undefined;
      }
    },
    start: (event) =>
      event.type === 'group_started'
        ? style.dim(`▸ ${event.group.padEnd(width)} update ${event.update}`)
        : undefined,
    view(now, lines) {
      frame += 1;
      const mark = style.cyan(spinner(frame));
      const all = [...running].map(
        ([group, { since, state, done, rows }]) =>
          `${mark} ${group.padEnd(width)} ${numbers(group, done, rows)} ${duration(now - since).padStart(9)}  ${style.dim(state.toLowerCase().replaceAll('_', ' '))}`,
      );
      const shown = all.slice(0, Math.max(1, lines - 2));
      const more = all.length - shown.length;
      return [
        ...shown,
        ...(more > 0 ? [style.dim(`… and ${more} more`)] : []),
        ...(sizes.size > 0 ? [style.dim(`${ended} of ${count(sizes.size, 'pipeline')} ended`)] : []),
      ].join('\n');
    },
  };
}

function endLine(event: Extract<ConnectorRunEvent, { type: 'run_finished' }>, style: Style): string {
  const { status, done, failed, stopped, rows, duration_ms: took, sequential_ms: apart } = event;
  const counts = Object.entries({ done, failed, stopped }).flatMap(([word, n]) =>
    n > 0 ? [`${n} ${word}`] : [],
  );
  const text = `${status} in ${duration(took)}: ${counts.join(', ')}, ${count(rows, 'row')}`;
  const saved = done + failed > 1 ? style.dim(` (one after the other: ${duration(apart)})`) : '';
  return `${status === 'done' ? style.green(text) : style.red(text)}${saved}`;
}
