import { expect } from 'vitest';
import {
  comparable,
  executeExamples,
  type Surroundings,
  sameOutput,
  Workspace,
} from '../../scripts/docs/examples.ts';

/** Executes the examples of a page that need these surroundings, or those that need none. */
export function expectShown(page: string, markdown: string, surroundings?: Surroundings): void {
  const workspace = new Workspace(surroundings);
  try {
    for (const { block, command, shown, output, status } of executeExamples(markdown, workspace)) {
      const where = `${page}:${block.line}\n$ ${command}\n`;
      if (!sameOutput(shown, output)) {
        expect.soft(where + comparable(output)).toBe(where + comparable(shown));
      }
      const mayFail = /exit code|^(✗|error) /m.test(`${command}\n${shown}`);
      if (!mayFail) expect.soft(status, where + output).toBe(0);
    }
  } finally {
    workspace.remove();
  }
}
