import { withoutTokens } from '../../kernel/index.ts';

/**
 * Takes secrets out of a text that comes from elsewhere: values of variables that are named like secrets, and
 * whatever looks like a token.
 */
export function masked(text: string, env: NodeJS.ProcessEnv): string {
  const secrets = Object.entries(env).flatMap(([name, value]) =>
    /TOKEN|SECRET|PASSWORD|API_?KEY|CREDENTIAL/i.test(name) && value && value.length >= 6 ? [value] : [],
  );
  // The longest first: one may be a part of another.
  const known = secrets.sort((a, b) => b.length - a.length);
  return withoutTokens(known.reduce((left, secret) => left.replaceAll(secret, '***'), text));
}
