import type { Style } from './style.ts';

/** How something ended, or that it goes on: green for `done`, cyan for `running`, red for all else. */
export function statusText(status: string, style: Style): string {
  if (status === 'done') return style.green(status);
  return status === 'running' ? style.cyan(status) : style.red(status);
}
