import type { HistoryStep, WorkflowState, WorkflowStatus } from '../../../durable/index.ts';
import { duration } from '../../../kernel/index.ts';
import { type Style, styleFor } from '../../report/style.ts';
import { textTable } from '../../report/table.ts';
import { localTime } from '../../report/time.ts';

/** What others said of a failure, on one line: a job's words are no commands to the terminal, nor lines of a log. */
export function oneLine(text: string): string {
  return text.replace(/\s*[\p{Cc}\u2028\u2029]+\s*/gu, ' ').trim();
}

/** A workflow in one sentence. */
export function answerOf({ state, failure, output }: WorkflowStatus): string {
  if (state === 'running') return 'working on it';
  if (state !== 'done') return `failed: ${oneLine(failure?.message ?? state.replace('_', ' '))}`;
  return `I am done${output === null || output === undefined ? '' : `: ${JSON.stringify(output)}`}`;
}

export function statusText(status: WorkflowStatus): string {
  const style = styleFor(process.stdout);
  const { id, workflow, state, startedAt, endedAt, waitingFor } = status;
  const took =
    endedAt === undefined ? `for ${duration(Date.now() - startedAt)}` : `in ${duration(endedAt - startedAt)}`;
  return [
    `${style.bold(id)}  ${stateText(state, style)} ${took}  ${style.dim(workflow)}`,
    answerOf(status),
    ...waitingFor.map(({ id: promise, expiresAt, run }) => {
      const what = run ? ` by run ${run.runId ?? '(being started)'} of job ${run.jobId}` : '';
      const where = run?.url === undefined ? '' : `  ${style.cyan(run.url)}`;
      return `${style.dim('waits for')} ${promise}${what}, until ${localTime(expiresAt)}${where}`;
    }),
  ].join('\n');
}

export function listText(found: readonly WorkflowStatus[]): string {
  const style = styleFor(process.stdout);
  if (found.length === 0) return 'no workflows';
  const rows = found.map(({ id, workflow, state, startedAt, endedAt, failure }) => [
    id,
    workflow,
    stateText(state, style),
    localTime(startedAt),
    endedAt === undefined ? '' : duration(endedAt - startedAt),
    oneLine(failure?.message ?? ''),
  ]);
  return textTable(['ID', 'WORKFLOW', 'STATE', 'STARTED', 'TOOK', 'WHY'].map(style.dim), rows);
}

export function historyText(steps: readonly HistoryStep[]): string {
  const style = styleFor(process.stdout);
  const rows = steps.flatMap(({ id, kind, name, state, attempts, startedAt, endedAt, failure, notes }) => [
    [
      id,
      name ? `${kind} ${name}` : kind,
      stateText(state, style),
      String(attempts),
      localTime(startedAt),
      endedAt === undefined ? '' : duration(endedAt - startedAt),
      oneLine(failure?.message ?? ''),
    ],
    ...notes.map((note) => [
      '',
      style.dim(note.kind.replace('_', ' ')),
      '',
      '',
      localTime(note.at),
      '',
      oneLine(note.text),
    ]),
  ]);
  return textTable(['STEP', 'WHAT', 'STATE', 'ATTEMPTS', 'STARTED', 'TOOK', 'WHY'].map(style.dim), rows);
}

function stateText(state: WorkflowState, style: Style): string {
  const text = state.replace('_', ' ');
  if (state === 'done') return style.green(text);
  return state === 'running' ? style.cyan(text) : style.red(text);
}
