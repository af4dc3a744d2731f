import { createHash } from 'node:crypto';

/** A file that a command writes: its text without the header that is put above it. */
export interface GeneratedFile {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** What begins a comment line in a file of this kind. */
  readonly comment: '#' | '--';
}

/** What stands above a generated file. */
interface Header {
  /** Who made it, e.g. `bundle`. */
  readonly command: string;
  /** Whether the text below is still what that command wrote. */
  readonly intact: boolean;
}

const mark = /^(#!.*\n)?(?:#|--) Made by `headrace ([^`\n]+)`\..*\n(?:#|--) sha256 ([0-9a-f]{64})\n/;

/** The whole file: two comment lines, of which the second knows the text, and the text around them. */
export function withHeader({ text, comment }: GeneratedFile, command: string): string {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  // What a script runs by has to stay its first line.
  const first = /^#!.*\n/.exec(whole)?.[0] ?? '';
  const body = whole.slice(first.length);
  return (
    `${first}${comment} Made by \`headrace ${command}\`. Change what it is made from instead: an edited file is refused.\n` +
    `${comment} sha256 ${digest(first + body)}\n${body}`
  );
}

/** @returns undefined for a file that no command of Headrace wrote. */
export function readHeader(content: string): Header | undefined {
  // Git may hand out the same file with other line ends.
  const text = content.replaceAll('\r\n', '\n');
  const [all, first = '', command, sha256] = mark.exec(text) ?? [];
  if (all === undefined || command === undefined) return undefined;
  return { command, intact: digest(first + text.slice(all.length)) === sha256 };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
