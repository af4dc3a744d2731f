import { didYouMean, listing, nearest, problemType } from '../../kernel/index.ts';

// What can be wrong with `${…}` and with secrets.

export const undefinedVar = problemType<{ name: string; names: readonly string[] }>({
  code: 'HR-CONFIG-024',
  severity: 'error',
  title: 'Undefined variable',
  message: ({ name, names }) => `The variable "${name}" is not defined.${didYouMean(name, names)}`,
  hint: ({ name, names }) =>
    nearest(name, names) === undefined
      ? `Define it under \`vars:\`, or pass \`--var ${name}=…\`.`
      : `Variables: ${listing(names)}.`,
});

export const unsetEnv = problemType<{ name: string }>({
  code: 'HR-CONFIG-025',
  severity: 'error',
  title: 'Unset environment variable',
  message: ({ name }) => `The environment variable ${name} is not set.`,
  hint: ({ name }) => `Set it: \`export ${name}=…\`.`,
});

export const badReference = problemType<{ written: string; reason: string; hint?: string | undefined }>({
  code: 'HR-CONFIG-026',
  severity: 'error',
  title: 'Bad reference',
  message: ({ written, reason }) => `${written} ${reason}${reason.endsWith('?') ? '' : '.'}`,
  hint: ({ hint }) => hint,
});

export const literalSecret = problemType<{ what: string; hint?: string }>({
  code: 'HR-CONFIG-027',
  severity: 'error',
  title: 'Secret in the configuration',
  message: ({ what }) => `${what} holds a secret; secrets do not belong in this file.`,
  hint: ({ hint }) =>
    hint ??
    `Write a reference, \${env:NAME} or \${secret:scope/key}, and change the secret if it was ever shared.`,
});
