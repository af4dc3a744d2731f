import * as z from 'zod';
import { expectation } from './expectation.ts';
import { literalSecretIssue } from './search-schema.ts';
import { isSecretReference } from './secrets.ts';
import { oneOrMore } from './source-schema.ts';

const secret = z
  .string()
  .refine(isSecretReference, { params: { problem: literalSecretIssue } })
  .meta({ pattern: '^\\$\\{(env|secret):[^{}]+\\}$' });

const reference = 'a reference, `${env:NAME}` or `${secret:scope/key}`';

const email = z
  .strictObject({
    server: z
      .string()
      .regex(/^(smtps?:\/\/[^\s/]+\/?|\$\{.*)$/)
      .register(expectation, {
        words: 'an address such as smtp://mail.example.org:587 or smtps://mail.example.org',
      })
      .describe('The SMTP server: smtp://host:587 (STARTTLS where it is offered) or smtps://host:465.'),
    username: z.string().optional().describe('Who logs in (default: nobody).'),
    password: secret.optional().describe(`The password: ${reference}.`),
    from: z.string().describe('The sender, e.g. `Headrace <jobs@example.org>`.'),
    to: oneOrMore.optional().describe('Who is written to, where a workflow names nobody.'),
  })
  .describe('Mail over SMTP.');

const webhook = z
  .strictObject({
    url: secret.describe(`Where notices are posted as JSON: ${reference}, as such addresses are secrets.`),
    headers: z
      .record(z.string(), z.string())
      .optional()
      .describe('Headers to send along; values may be references.'),
  })
  .describe('A POST of `{id, subject, text}`.');

export const notifySchema = z.strictObject({ email: email.optional(), webhook: webhook.optional() });

export type NotifyInput = z.output<typeof notifySchema>;
