import type * as z from 'zod';
import { exitCode, HeadraceError } from '../kernel/index.ts';
import { wrongSeed } from './problems.ts';

/**
 * What a workspace starts with, checked as the API would.
 *
 * @throws HeadraceError HR-FAKE-003, one problem for each mistake.
 */
export function seed<S extends z.ZodType>(schema: S, value: unknown, what: string): z.output<S> {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw new HeadraceError(
    checked.error.issues.map((issue) => {
      const at = [what, ...issue.path.map(String)].join('.');
      return wrongSeed({ at, reason: reasonOf(issue) });
    }),
    { exitCode: exitCode.usage },
  );
}

/** In the words of the schema, as the middle of a sentence. */
export function reasonOf({ message }: { readonly message: string }): string {
  const plain = message.replace(/\.$/, '');
  return `${plain.charAt(0).toLowerCase()}${plain.slice(1)}`;
}
