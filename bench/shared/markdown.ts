import type { Machine } from './machine.ts';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

export function bullets(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

export function machineLine({ cores, processor, memoryBytes, system, loadBefore }: Machine): string {
  const memory = `${Math.round(memoryBytes / 1024 ** 3)} GB`;
  return `Machine: ${cores} cores (${processor}), ${memory}, ${system}; load before the run ${loadBefore.toFixed(1)}`;
}

/** `0.37 s`, `12.3 s`. */
export function duration(seconds: number): string {
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MB`;
}
