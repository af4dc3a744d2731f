import { quotedSparkIdentifier, sparkLiteral } from '../../sql/index.ts';
import type { LayoutField } from '../duckdb/layout.ts';
import { baseOf, type SparkColumn } from './spark-type.ts';

/** What to read of each row. */
export interface RecordShape {
  readonly key: string;
  readonly version: SparkColumn | undefined;
  readonly layout: readonly LayoutField[];
}

/** The positions of columns in what {@link recordStatement} gives; all are texts. */
export const out = { key: 0, version: 1, document: 2 } as const;

/** Times as ISO 8601 in UTC, whatever the warehouse has set; NULL stays a member of its document. */
const jsonOptions: readonly string[] = [
  ...['ignoreNullFields', 'false', 'timeZone', 'UTC', 'dateFormat', 'yyyy-MM-dd'],
  ...[
    'timestampFormat',
    "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
    'timestampNTZFormat',
    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
  ],
];

/**
 * A statement that makes records of rows: key, version and document, each a text. The warehouse writes the
 * JSON, because nothing else keeps what every type of Spark means: decimals with all digits, times, maps,
 * variants. And texts are all of Arrow that has to be understood to take them over without a copy.
 *
 * The order is total, up to rows that are equal in everything: so a row's number is the same in each result of
 * the same version, and a load can go on after any of them.
 *
 * @param relation the table, as SQL.
 */
export function recordStatement({ key, version, layout }: RecordShape, relation: string): string {
  const top: string[] = [];
  const objects = new Map<string, string[]>();
  for (const { object, name, expression } of layout) {
    const member = `${sparkLiteral(name)}, ${expression}`;
    const members = object === undefined ? top : objects.get(object);
    if (members) members.push(member);
    else if (object !== undefined) objects.set(object, [member]);
  }
  for (const [name, members] of objects)
    top.push(`${sparkLiteral(name)}, named_struct(${members.join(', ')})`);
  const options = `map(${jsonOptions.map(sparkLiteral).join(', ')})`;
  const document = top.length === 0 ? "'{}'" : `to_json(named_struct(${top.join(', ')}), ${options})`;
  return `SELECT CAST(${quotedSparkIdentifier(key)} AS STRING) AS k, ${version ? versionText(version) : 'CAST(NULL AS STRING)'} AS v, ${document} AS d FROM ${relation} ORDER BY k NULLS FIRST, v NULLS FIRST, d`;
}

/** Whole numbers as they are, times in microseconds since 1970; none where it is NULL or too large. */
function versionText({ name, type }: SparkColumn): string {
  const number = versionNumber(quotedSparkIdentifier(name), baseOf(type));
  return `CAST(CASE WHEN ${number} < 0 THEN 0 ELSE ${number} END AS STRING)`;
}

function versionNumber(column: string, type: string): string {
  if (type === 'DATE') return `unix_date(${column}) * 86400000000L`;
  if (type === 'TIMESTAMP') return `unix_micros(${column})`;
  if (type === 'TIMESTAMP_NTZ') return `timestampdiff(MICROSECOND, TIMESTAMP_NTZ'1970-01-01', ${column})`;
  return `try_cast(${column} AS BIGINT)`;
}
