import * as z from 'zod';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { expectation } from '../../project/index.ts';
import { badTableConfig } from './problems.ts';

const value = z
  .union([z.string(), z.number(), z.boolean(), z.array(z.unknown()), z.record(z.string(), z.unknown())])
  .register(expectation, { words: 'text, a number, true or false, a list or a mapping' });

/** What a connector is told about a table. It gets texts only; lists and mappings go to it as JSON. */
export const tableConfigSchema = z.record(z.string(), value);

export type TableConfig = z.output<typeof tableConfigSchema>;

/**
 * A configuration that was given as JSON.
 *
 * @param where how messages name it.
 * @throws HeadraceError (exit code 2) for a value that cannot be given to a connector.
 */
export function tableConfigOf(given: Readonly<Record<string, unknown>>, where: string): TableConfig {
  const checked = tableConfigSchema.safeParse(given);
  if (checked.success) return checked.data;
  const keys = [...new Set(checked.error.issues.map(({ path }) => String(path[0])))];
  throw new HeadraceError(
    keys.map((key) => badTableConfig({ key, where })),
    { exitCode: exitCode.usage },
  );
}

/** The same as texts, which is what connectors get. */
export function asTexts(config: TableConfig = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  );
}
