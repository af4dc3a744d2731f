/** How long whatever still waits has to end by itself (ms). */
const patience = 1000;

/**
 * Ends the process though something in it still waits, for the next attempt at a step say: to be called when all is
 * closed, and nothing that waits can matter any more. The exit code is what it will be by then.
 */
export function leaveSoon(): void {
  setTimeout(() => process.exit(), patience).unref();
}
