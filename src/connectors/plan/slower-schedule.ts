import type { IngestionType } from '../types.ts';

const choices: readonly (readonly [seconds: number, cron: string])[] = [
  [900, '*/15 * * * *'],
  [1800, '*/30 * * * *'],
  [3600, '0 * * * *'],
  [7200, '0 */2 * * *'],
  [14_400, '0 */4 * * *'],
  [28_800, '0 */8 * * *'],
  [43_200, '0 */12 * * *'],
  [86_400, '0 0 * * *'],
];

/** The flag that reads tables of this type so rarely that a run fits; the last resort is once a week. */
export function slowerSchedule(type: IngestionType, runSeconds: number): string {
  const [, cron] = choices.find(([period]) => period >= runSeconds) ?? [0, '0 0 * * 0'];
  return `--schedule-${type === 'cdc_with_deletes' ? 'cdc' : type} "${cron}"`;
}
