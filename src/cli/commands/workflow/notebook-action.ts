import { writeFileSync } from 'node:fs';
import { notebookSource } from '../../../durable/index.ts';
import { exitCode, HeadraceError } from '../../../kernel/index.ts';
import { fileExists } from '../../problems.ts';
import type { NotebookOptions } from './workflow.ts';

/** Prints or writes the notebook; never over a file that is there, as somebody may have worked on it. */
export function notebook({ output, json, quiet }: NotebookOptions): void {
  if (output === undefined) {
    process.stdout.write(json ? `${JSON.stringify({ notebook: notebookSource() })}\n` : notebookSource());
    return;
  }
  try {
    writeFileSync(output, notebookSource(), { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    throw new HeadraceError(fileExists({ file: output }), { exitCode: exitCode.usage, cause: error });
  }
  if (json) process.stdout.write(`${JSON.stringify({ file: output })}\n`);
  else if (!quiet) process.stdout.write(`written  ${output}\n`);
}
