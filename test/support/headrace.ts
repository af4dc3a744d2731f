import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Problem } from '../../src/kernel/index.ts';
import type { LoadingEvent } from '../../src/loading/index.ts';
import type { RunEvent, TableOutcome } from '../../src/run/index.ts';

const bin = fileURLToPath(new URL('../../src/bin.ts', import.meta.url));

/** A line of `--json`: an event, or a problem that kept the command from beginning. */
export type JsonLine = RunEvent | LoadingEvent | ({ readonly type: 'problem' } & Problem);

type EventOf<T extends JsonLine['type']> = Extract<JsonLine, { type: T }>;

/** A process of the command line, with its `--json` lines as they come. */
export class Headrace {
  readonly lines: JsonLine[] = [];
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #ended: Promise<void>;
  #onLine: () => void = () => {};

  constructor(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.stdout += `${line}\n`;
      if (line.startsWith('{"')) this.lines.push(JSON.parse(line));
      this.#onLine();
    });
    this.#ended = once(child, 'close').then(() => this.#onLine());
    onTestFinished(() => void child.kill('SIGKILL'));
  }

  /** The exit code, or the name of the signal that ended it. */
  get ending(): number | string | null {
    return this.child.exitCode ?? this.child.signalCode;
  }

  async end(): Promise<this> {
    await this.#ended;
    return this;
  }

  /** Waits for a line that matches; fails when the process ends before, or after `timeoutMs`. */
  async line<T extends JsonLine['type']>(
    type: T,
    matches: (line: EventOf<T>) => boolean = () => true,
    timeoutMs = 20_000,
  ): Promise<EventOf<T>> {
    const isIt = (line: JsonLine): line is EventOf<T> => line.type === type;
    const find = (): EventOf<T> | undefined => this.lines.filter(isIt).find(matches);
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = find();
      if (found) return found;
      const left = deadline - Date.now();
      if (left <= 0 || this.ending !== null) {
        const why = left <= 0 ? `did not come in ${timeoutMs} ms` : `never came (ended: ${this.ending})`;
        throw new Error(`"${type}" ${why}\n${this.stdout}${this.stderr}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 200));
        this.#onLine = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  all<T extends JsonLine['type']>(type: T): EventOf<T>[] {
    return this.lines.filter((line): line is EventOf<T> => line.type === type);
  }

  /** A table's last outcome. */
  table(name: string): TableOutcome {
    const found = this.all('table_finished').findLast(({ table }) => table === name);
    if (!found) throw new Error(`"${name}" has no outcome:\n${this.stdout}${this.stderr}`);
    return found;
  }

  /** `name: status, reason` of each table, in the order of the plan. */
  get outcomes(): Record<string, string> {
    const [started] = this.all('run_started');
    return Object.fromEntries(
      (started?.tables ?? []).map((name) => {
        const { status, reason } = this.table(name);
        return [name, `${status}: ${reason}`];
      }),
    );
  }

  /** Every problem that was told, whichever way. */
  get problems(): Problem[] {
    return [
      ...this.all('problem'),
      ...this.all('warning').map(({ problem }) => problem),
      ...this.all('table_finished').flatMap(({ problems }) => problems ?? []),
    ];
  }
}
