import { aggregates } from './spark-functions/aggregates.ts';
import { patternMacro } from './spark-functions/dates.ts';
import { sparkTopics } from './spark-functions/index.ts';

/**
 * Spark's functions as DuckDB macros, so that one SELECT runs on both; what they are is said in
 * `spark-functions/`. Change {@link macroVersion} with them, or with the settings: tables built with
 * another version are built again.
 */
export const macroVersion = 4;

interface Macro {
  readonly name: string;
  readonly statement: string;
}

/** In the order in which they need each other. */
const macros: readonly Macro[] = [
  { name: '__strftime_pattern', statement: `CREATE MACRO ${patternMacro}` },
  ...sparkTopics
    .flatMap(({ functions }) => functions)
    .flatMap(({ name, macro, qualified }) =>
      macro === undefined
        ? []
        : [{ name, statement: `CREATE MACRO ${qualified ? 'builtin.' : ''}"${name}"${macro}` }],
    ),
];

/** Names of macros that make one value of many rows; DuckDB itself does not know that of a macro. */
export const sparkAggregates: readonly string[] = aggregates.functions.map(({ name }) => name);

const byName = new Map(macros.map((macro) => [macro.name, macro]));

/**
 * Makes DuckDB agree with Spark where no spelling could: dates of instants are taken in UTC, and NULL
 * is smaller than every value wherever something is ordered.
 */
const settings: readonly string[] = [
  "SET GLOBAL TimeZone = 'UTC'",
  "SET GLOBAL default_null_order = 'nulls_first_on_asc_last_on_desc'",
];

/**
 * The statements that prepare a DuckDB for these SQL texts: settings, and the macros that the texts
 * name. (All of them would cost every run 30 ms.)
 */
export function prepareSession(texts: Iterable<string>): string[] {
  const named = new Set<Macro>();
  const find = (text: string): void => {
    for (const [word] of text.toLowerCase().matchAll(/[a-z_][a-z0-9_]*/g)) {
      const macro = byName.get(word);
      if (macro === undefined || named.has(macro)) continue;
      named.add(macro);
      find(macro.statement);
    }
  };
  for (const text of texts) find(text);
  const created = macros.filter((macro) => named.has(macro)).map(({ statement }) => statement);
  return [...settings, 'CREATE SCHEMA builtin', ...created, `CREATE MACRO ${streamMacro}`];
}

/** `STREAM(name)`: the relation that holds only the new rows of a table. */
const streamMacro = "stream(name) AS TABLE SELECT * FROM query_table('__new_' || name)";

/** The relation that `STREAM` reads for a table. */
export function streamRelation(table: string): string {
  return `__new_${table}`;
}
