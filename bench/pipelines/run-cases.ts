import { spawnSync } from 'node:child_process';
import { type Case, groups } from './cases.ts';
import { measure, type Sample } from './measure.ts';
import { duration } from './report.ts';
import type { CaseResult, Check } from './results.ts';

/** Processes of a few milliseconds need more samples than those of seconds. */
const startupRounds = 5;

/** Writes out what earlier commands left in memory, so that no case pays for the one before it. */
function flush(): void {
  spawnSync('sync'); // Where there is none, there is nothing to be done about it.
}

/** Measures all cases of a group in turns, round by round, so that a busy minute hits all of them. */
export async function runCases(
  cases: readonly Case[],
  repeat: number,
  say: (line: string) => void,
): Promise<{ cases: CaseResult[]; checks: Check[] }> {
  const samples = new Map<Case, Sample[]>(cases.map((each) => [each, []]));
  const failures = new Map<Case, string>();
  const complaints = new Map<Case, string>();

  for (const group of groups) {
    const rounds = group === 'startup' ? repeat * startupRounds : repeat;
    for (let round = 1; round <= rounds; round += 1) {
      for (const each of cases.filter((candidate) => candidate.group === group && !failures.has(candidate))) {
        try {
          await each.prepare?.();
          if (group !== 'startup') flush();
          const sample = await measure(each.command);
          samples.get(each)?.push(sample);
          const complaint = each.check?.complaint();
          if (complaint) complaints.set(each, complaint);
          say(`${group} ${round}/${rounds}  ${each.label}: ${duration(sample.seconds)}${othersText(sample)}`);
        } catch (error) {
          failures.set(each, error instanceof Error ? error.message : String(error));
          say(`${group} ${round}/${rounds}  ${each.label}: failed\n${failures.get(each)}`);
        }
      }
    }
  }

  return {
    cases: cases.map((each) => {
      const { id, group, tool, label } = each;
      const failure = failures.get(each);
      return {
        case: { id, group, tool, label },
        samples: samples.get(each) ?? [],
        ...(failure && { failure }),
      };
    }),
    checks: cases.flatMap((each) => {
      if (!each.check || failures.has(each)) return [];
      const complaint = complaints.get(each);
      return { what: each.check.what, ...(complaint && { complaint }) };
    }),
  };
}

function othersText({ othersShare }: Sample): string {
  return othersShare === undefined ? '' : `  (others: ${Math.round(othersShare * 100)} % of the machine)`;
}
