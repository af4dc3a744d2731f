import { count, duration, listing, type Problem } from '../../kernel/index.ts';
import type { TriggerEvent, TriggerReport } from '../../loading/index.ts';
import { renderProblem } from '../report/report-problem.ts';
import { statusLine } from '../report/status-line.ts';
import { type Style, styleFor } from '../report/style.ts';

export interface TriggerReporter {
  readonly onEvent: (event: TriggerEvent) => void;
  /** Called when somebody asks to stop. */
  readonly onStop: () => void;
  close(): void;
}

/** A line for each run as it is started, and for each as it ends. */
export function triggerReporter(options: { json?: boolean; quiet?: boolean }): TriggerReporter {
  if (options.json) {
    return {
      onEvent: (event) => void process.stdout.write(`${JSON.stringify(event)}\n`),
      onStop: () => {},
      close: () => {},
    };
  }
  const style = styleFor(process.stdout);
  const errors = styleFor(process.stderr);
  const status = statusLine(options);
  const told = new Set<string>();
  let open = 0;
  const say = (line: string): void => {
    status.clear();
    if (!options.quiet) process.stdout.write(`${line}\n`);
  };
  /** What goes wrong for many loads in the same way is explained once. */
  const complain = (line: string, problems: readonly Problem[]): void => {
    status.clear();
    process.stderr.write(`${errors.red('✗')} ${line}\n`);
    for (const problem of problems) {
      if (told.has(problem.message)) continue;
      told.add(problem.message);
      process.stderr.write(`${renderProblem(problem, errors)}\n`);
    }
  };
  return {
    onEvent(event) {
      switch (event.type) {
        case 'trigger_started': {
          const what = event.dry_run ? 'would start' : 'starting';
          say(style.dim(`${what} ${count(event.loads, 'run')} of job ${event.job_id} in ${event.workspace}`));
          return;
        }
        case 'load_planned':
          say(`${style.dim('·')} ${event.load}  ${parametersText(event.job_parameters)}`);
          return;
        case 'load_started':
          open += 1;
          say(`${style.green('▸')} ${event.load}  run ${event.run_id}  ${style.dim(event.run_page_url)}`);
          return;
        case 'load_not_started':
          complain(`${event.load}: not started`, event.problems);
          return;
        case 'load_ended': {
          open -= 1;
          const { load, run_id: run, result, duration_ms: took } = event;
          const time = took === undefined ? '' : ` in ${duration(took)}`;
          if (event.problems.length > 0) complain(`${load}  run ${run}  ${result}${time}`, event.problems);
          else say(`${style.green('✓')} ${load}  run ${run}  done${time}`);
          if (open > 0) status.show(`waiting for ${count(open, 'run')}; Ctrl-C leaves them going`);
          return;
        }
        case 'trigger_warning':
          status.clear();
          process.stderr.write(`${renderProblem(event.problem, errors)}\n`);
          return;
        case 'trigger_finished':
          say(summary(event, style));
          if (event.exit_code !== 0) process.stderr.write(left(event));
      }
    },
    onStop() {
      status.clear();
      if (!options.quiet) process.stderr.write('starting nothing more; Ctrl-C again leaves at once …\n');
    },
    close: () => status.clear(),
  };
}

function parametersText(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

function summary({ started, failed, succeeded, loads }: TriggerReport, style: Style): string {
  if (started === 0 && failed === 0) return style.dim(`nothing started (${count(loads, 'load')})`);
  const parts = [
    `${started} of ${loads} started`,
    ...(succeeded > 0 ? [`${succeeded} done`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  const text = parts.join(', ');
  return failed > 0 ? style.red(text) : style.green(text);
}

/** What goes on without us, and what was not begun. */
function left({ going_on: goingOn, not_begun: notBegun }: TriggerReport): string {
  const runs = goingOn.map(({ load, run_id: run }) => `${load} (run ${run})`);
  return [
    ...(runs.length > 0
      ? [`${count(runs.length, 'run')} going on in the workspace: ${listing(runs, 500)}\n`]
      : []),
    ...(notBegun > 0
      ? [`${count(notBegun, 'load')} not begun; with --batch-id the same command goes on there\n`]
      : []),
  ].join('');
}
