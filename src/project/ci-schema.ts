import * as z from 'zod';
import { expectation } from './expectation.ts';
import { oneOrMore } from './source-schema.ts';

/** What `headrace ci` is told: the key `ci:`. */
export const ciSchema = z.strictObject({
  test: oneOrMore.optional().describe('Your own tests: a command such as "npm test", or a list of them.'),
  branch: z
    .string()
    .regex(/^[\w][\w./-]*$/)
    .register(expectation, { words: 'the name of a branch' })
    .optional()
    .describe('The branch that is deployed to `dev` (default: main).'),
  dev: z
    .string()
    .optional()
    .describe('The target that the branch is deployed to (default: dev, when it is on Databricks).'),
  prod: z
    .string()
    .optional()
    .describe(
      'The target that tags v* are deployed to, once approved (default: prod, when it is on Databricks).',
    ),
  auth: z
    .enum(['oidc', 'secret'])
    .optional()
    .describe(
      'How CI signs in to the workspace: by a token of its platform (default), or by a client secret.',
    ),
  env: z
    .array(
      z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/)
        .register(expectation, { words: 'the name of an environment variable' }),
    )
    .optional()
    .describe(
      'Variables and secrets of the platform that your tests need, besides those that this file refers to.',
    ),
  image: z
    .string()
    .regex(/^[\w][\w./:@-]*$/)
    .register(expectation, { words: 'the name of a container image' })
    .optional()
    .describe('Where GitLab runs commands: an image with Node and git (default: node:24).'),
  headrace: z
    .string()
    .regex(/^[\w@./^~-]+$/)
    .register(expectation, {
      words: 'a version of the package, such as headrace@1.2.0, or a file of the project',
    })
    .optional()
    .describe('What npm installs Headrace from (default: your package.json, else vendor/headrace.tgz).'),
});

export type CiInput = z.output<typeof ciSchema>;
