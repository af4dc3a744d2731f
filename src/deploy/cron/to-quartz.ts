import { didYouMean } from '../../kernel/index.ts';
import { checkQuartz } from './check-quartz.ts';
import { CronFault } from './fault.ts';
import { unixToQuartz } from './unix-to-quartz.ts';

const nicknames: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * A schedule for Databricks, which reads Quartz: `sec min hour day month weekday [year]`.
 *
 * Five fields are unix cron and `@daily` is one of its names: they become the Quartz expression that
 * fires at the same times. Six or seven fields are Quartz already: they are checked and kept.
 *
 * @returns the expression; or a full sentence on why there is none, and what to write instead.
 */
export function toQuartz(
  text: string,
): { readonly expression: string } | { readonly problem: string; readonly hint: string } {
  try {
    return { expression: convert(text.trim()) };
  } catch (error) {
    if (!(error instanceof CronFault)) throw error;
    return { problem: error.problem, hint: error.hint };
  }
}

function convert(text: string): string {
  if (text.startsWith('@')) return unixToQuartz(fieldsOf(nickname(text)));
  const fields = fieldsOf(text);
  if (/^(CRON_)?TZ=/.test(text)) {
    throw new CronFault(
      'A time zone is no part of a Quartz expression.',
      'Give it beside the schedule: `timezone:`.',
    );
  }
  if (fields.length === 5) return unixToQuartz(fields);
  if (fields.length < 5 || fields.length > 7) {
    throw new CronFault(
      `"${text}" has ${fields.length} fields; unix cron has 5, Quartz 6 or 7.`,
      'For every day at 6:30 write "30 6 * * *" (minute, hour, day, month, weekday) or "@daily" for midnight. A schedule has no user and no command.',
    );
  }
  checkQuartz(fields);
  return fields.join(' ');
}

function fieldsOf(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

function nickname(text: string): string {
  const known = nicknames[text.toLowerCase()];
  if (known !== undefined) return known;
  if (/^@reboot$/i.test(text)) {
    throw new CronFault(
      '@reboot is no time: a workspace never boots.',
      'Start the job by hand after a deployment (`headrace run`), or give it a time.',
    );
  }
  if (/^@every\b/i.test(text)) {
    throw new CronFault(
      `"${text}" counts from the start of a process; a schedule has fixed times.`,
      'Write a step: "*/30 * * * *" is every 30 minutes, "0 */6 * * *" every 6 hours.',
    );
  }
  const names = Object.keys(nicknames);
  throw new CronFault(
    `"${text}" is no schedule.${didYouMean(text, names)}`,
    `The names are ${names.join(', ')}.`,
  );
}
