import type { Clock, Problem } from '../kernel/index.ts';
import { clockSkew } from './problems.ts';
import type { Answer } from './send.ts';

/** Less than this, a workspace overlooks. */
const minutesThatMatter = 5;

/** What to say of a refusal that comes from clocks that differ; undefined where they do not. */
export function skewProblem(
  host: string,
  { headers }: Pick<Answer, 'headers'>,
  detail: string,
  clock: Clock,
): Problem | undefined {
  const theirs = Date.parse(headers.get('date') ?? '');
  const minutes = Number.isNaN(theirs) ? 0 : Math.round((clock.now() - theirs) / 60_000);
  if (Math.abs(minutes) >= minutesThatMatter) return clockSkew({ host, minutes, detail });
  const ofTime = /\b(nbf|iat)\b|not (yet|before) valid|used before|clock|issued in the future/i;
  return ofTime.test(detail) ? clockSkew({ host, minutes: undefined, detail }) : undefined;
}
