import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pythonEnvironment } from '../shared/python-environment.ts';
import type { Case } from './instances.ts';

export const ortools = 'ortools==9.15.6755';

/** Makespan and lower bound that CP-SAT came to; no makespan where it found no assignment in the time. */
export interface Answer {
  readonly makespan: number | null;
  readonly bound: number;
}

type Solver =
  | { readonly solve: (one: Case) => Promise<Answer>; readonly close: () => void }
  | { readonly missing: string };

/** Starts CP-SAT in a Python environment of its own under `cache`. */
export async function cpSat(cache: string, seconds: number, workers: number): Promise<Solver> {
  const python = await pythonEnvironment('ortools', [ortools], cache);
  if ('missing' in python) return python;
  const child = spawn(join(python.bin, 'python'), [join(import.meta.dirname, 'cp_sat.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async solve({ costs, pipelines }) {
      child.stdin.write(`${JSON.stringify({ costs, pipelines, seconds, workers })}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error('CP-SAT ended.');
      const answer: Answer = JSON.parse(value);
      return answer;
    },
    close: () => child.stdin.end(),
  };
}
