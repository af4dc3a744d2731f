import { exitCode } from '../kernel/index.ts';
import { Exit } from './exit.ts';

export interface Interrupts {
  /** Aborted by the first Ctrl-C (or by the second, when the first only asks to stop). */
  readonly signal: AbortSignal;
  /** Aborted by the first Ctrl-C or termination: finish what is under way, begin nothing more. */
  readonly stop: AbortSignal;
  /** Whether Ctrl-C was pressed (as against an orderly termination). */
  pressed(): boolean;
  dispose(): void;
}

/**
 * Ctrl-C and termination. A `graceful` command is asked to stop first and cancelled by the second
 * signal; others are cancelled at once. One more ends the process on the spot: nothing is lost, since
 * nothing half-done is ever published.
 */
export function listenForInterrupts(graceful: boolean, onStop: () => void = () => {}): Interrupts {
  const cancel = new AbortController();
  const stop = new AbortController();
  let times = 0;
  let pressed = false;
  const handle = (name: NodeJS.Signals): void => {
    times += 1;
    pressed ||= name === 'SIGINT';
    stop.abort();
    if (times === 1 && graceful) {
      onStop();
      return;
    }
    if (times > (graceful ? 2 : 1)) process.exit(exitCode.interrupted);
    cancel.abort();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return {
    signal: cancel.signal,
    stop: stop.signal,
    pressed: () => pressed,
    dispose() {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
    },
  };
}

/** What to throw for what ended interrupted work: that a call was cut off says no more than the interrupt. */
export function unlessInterrupted(error: unknown, { signal }: Pick<Interrupts, 'signal'>): unknown {
  const cutOff = signal.aborted && error instanceof Error && error.name === 'AbortError';
  return cutOff ? new Exit(exitCode.interrupted) : error;
}
