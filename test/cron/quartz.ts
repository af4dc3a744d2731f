import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installOnce } from '../servers/install-once.ts';
import { findJava, missingMaven } from '../servers/java.ts';
import { run } from '../servers/run.ts';

const version = '2.3.2';
const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy';
const program = fileURLToPath(new URL('QuartzTimes.java', import.meta.url));

/** What keeps the real Quartz from being asked here, and what to do about it. */
export function missingForQuartz(): string | undefined {
  const java = findJava();
  return 'missing' in java ? java.missing : missingMaven();
}

export interface Question {
  /** Epoch seconds. */
  readonly start: number;
  readonly expression: string;
}

/** The next five times in epoch seconds (fewer when there are no more), or why Quartz refuses. */
export type Answer = readonly number[] | { readonly refused: string };

/** Asks the real Quartz, all questions in one JVM. */
export async function askQuartz(questions: readonly Question[]): Promise<Answer[]> {
  const java = findJava();
  if ('missing' in java) throw new Error(java.missing);
  const folder = await installOnce(`quartz-${version}`, async (part) => {
    const artifact = `-Dartifact=org.quartz-scheduler:quartz:${version}`;
    await run('mvn', ['-q', '-B', copy, artifact, `-DoutputDirectory=${part}`], { cwd: part });
  });
  const output = await run(
    join(java.home, 'bin', 'java'),
    ['-cp', join(folder, `quartz-${version}.jar`), program],
    { input: questions.map(({ start, expression }) => `${start}\t${expression}\n`).join('') },
  );
  return output.split('\n').slice(0, questions.length).map(answerOf);
}

function answerOf(line: string): Answer {
  const refused = /^refused: (.*)/.exec(line)?.[1];
  if (refused !== undefined) return { refused };
  return line === '' ? [] : line.split(',').map(Number);
}
