import { createLogUpdate } from 'log-update';
import { duration } from '../../kernel/index.ts';
import { eventText } from './event-text.ts';
import type { Reporter } from './reporter.ts';
import { spinner } from './spinner.ts';
import { styleFor } from './style.ts';

interface Running {
  readonly since: number;
  percent: number;
}

/** Finished tables stay above as lines; what is running now moves below them. */
export function liveReporter(out: NodeJS.WriteStream): Reporter {
  const style = styleFor(out);
  const text = eventText(style);
  const live = createLogUpdate(out);
  const running = new Map<string, Running>();
  let total = 0;
  let finished = 0;
  let streaming = false;
  let frame = 0;

  const draw = (): void => {
    frame += 1;
    const mark = style.cyan(spinner(frame));
    const now = Date.now();
    const lines = [...running].map(([name, { since, percent }]) => {
      const progress = percent > 0 ? ` ${percent} %` : '';
      return `${mark} ${name} ${style.dim(`${duration(now - since)}${progress}`)}`;
    });
    if (streaming && lines.length === 0) lines.push(style.dim('waiting for new input; Ctrl-C stops'));
    if (!streaming && total > 0) lines.push(style.dim(`${finished} of ${total}`));
    live(lines.join('\n'));
  };
  const timer = setInterval(draw, 100);
  timer.unref();

  return {
    onEvent(event) {
      if (event.type === 'run_started') {
        total = event.tables.length;
        streaming = event.mode === 'streaming';
      } else if (event.type === 'table_started') running.set(event.table, { since: event.at, percent: 0 });
      else if (event.type === 'table_progress') {
        const entry = running.get(event.table);
        if (entry) entry.percent = event.percent;
      } else if (event.type === 'table_finished') {
        finished += 1;
        running.delete(event.table);
      } else if (event.type === 'run_finished') total = 0;
      const line = text.line(event);
      if (line !== undefined) live.persist(line);
    },
    close() {
      clearInterval(timer);
      live.clear();
      live.done();
    },
  };
}
