import { toQuartz } from '../../deploy/cron/index.ts';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { badTypeSchedule } from './problems.ts';

/**
 * Checks the schedules that tables are to get, by what they are of.
 *
 * @throws HeadraceError (exit code 2) with all that are no cron expression.
 */
export function checkSchedules(schedules: Readonly<Record<string, string>>): void {
  const problems = Object.entries(schedules).flatMap(([type, schedule]) => {
    const quartz = toQuartz(schedule);
    return 'problem' in quartz
      ? [badTypeSchedule({ type, problem: quartz.problem, advice: quartz.hint })]
      : [];
  });
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
}
