import type { ExitCode } from '../kernel/index.ts';

/** Ends a command with an exit code, after everything has been said. */
export class Exit extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode) {
    super(`exit ${code}`);
    this.code = code;
  }
}
