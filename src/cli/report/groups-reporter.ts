import type { ConnectorRunEvent } from '../../connectors/index.ts';
import { type GroupsText, groupsText } from './groups-text.ts';
import { renderProblem } from './report-problem.ts';
import { styleFor } from './style.ts';

/** Shows a run of a connector's groups to whoever is watching. */
export interface GroupsReporter {
  readonly onEvent: (event: ConnectorRunEvent) => void;
  /** Ends whatever moves on the screen. */
  close(): void;
}

/** JSON lines, one live view on a terminal, plain lines otherwise. */
export async function groupsReporter(options: {
  readonly json?: boolean;
  readonly quiet?: boolean;
}): Promise<GroupsReporter> {
  const out = process.stdout;
  const close = (): void => {};
  if (options.json) return { onEvent: (event) => void out.write(`${JSON.stringify(event)}\n`), close };
  if (options.quiet) return { onEvent: tellProblems, close };
  const text = groupsText(styleFor(out));
  if (out.isTTY && !process.env.CI) return live(out, text);
  return {
    onEvent(event) {
      const line = text.line(event) ?? text.start(event);
      if (line !== undefined) out.write(`${line}\n`);
    },
    close,
  };
}

/** Finished groups stay above as lines; those that go on move below them. */
async function live(out: NodeJS.WriteStream, text: GroupsText): Promise<GroupsReporter> {
  const { createLogUpdate } = await import('log-update');
  const view = createLogUpdate(out);
  const draw = (): void => view(text.view(Date.now(), (out.rows ?? 24) - 2));
  const timer = setInterval(draw, 100);
  timer.unref();
  return {
    onEvent(event) {
      const line = text.line(event);
      if (line !== undefined) view.persist(line);
    },
    close() {
      clearInterval(timer);
      view.clear();
      view.done();
    },
  };
}

function tellProblems(event: ConnectorRunEvent): void {
  const problems =
    event.type === 'group_finished' ? event.problems : event.type === 'warning' ? [event.problem] : [];
  const style = styleFor(process.stderr);
  for (const problem of problems) process.stderr.write(`${renderProblem(problem, style)}\n`);
}
