import type { Client } from 'pg';
import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import type { SourceField } from '../fields.ts';
import { codeOf, reasonOf } from './faults.ts';
import { fieldOf } from './field-type.ts';
import { invalidExpression } from './problems.ts';
import type { Column, DocumentSql, PlannedField, Shape } from './types.ts';

/**
 * The fields of the documents. Postgres says what casts and computed expressions give, without reading a row.
 *
 * @throws HeadraceError (exit code 2) with all that it refuses.
 */
export async function describeFields(
  client: Client,
  shape: Shape,
  document: DocumentSql,
): Promise<SourceField[]> {
  const problems: Problem[] = [];
  const fields: SourceField[] = [];
  for (const planned of document.fields) {
    const field = planned.field ?? (await ask(client, shape, planned, problems));
    if (field) fields.push(field);
  }
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return fields;
}

async function ask(
  client: Client,
  { relation }: Shape,
  { name, expression, where }: PlannedField,
  problems: Problem[],
): Promise<SourceField | undefined> {
  try {
    const { fields } = await client.query(`SELECT ${expression} AS v FROM ${relation} AS t LIMIT 0`);
    const { rows } = await client.query<TypeRow>(typeSql, [fields[0]?.dataTypeID]);
    const [row] = rows;
    return (
      row &&
      fieldOf(name, { base: row.base, baseKind: row.kind === 'c' ? 'composite' : 'base', list: row.list })
    );
  } catch (error) {
    // Only what the server says of the expression; a lost connection is somebody else's.
    if (!/^(22|42|0A)/.test(codeOf(error) ?? '')) throw error;
    problems.push(invalidExpression({ where, reason: reasonOf(error) }));
    return undefined;
  }
}

interface TypeRow {
  readonly base: string;
  readonly kind: Column['baseKind'] | string;
  readonly list: boolean;
}

const typeSql = `
  SELECT coalesce(e.typname, b.typname) AS base, coalesce(e.typtype, b.typtype) AS kind, e.oid IS NOT NULL AS list
    FROM pg_type t
         JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
         LEFT JOIN pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
   WHERE t.oid = $1`;
