import { identifier } from '../../duckdb/index.ts';
import { type JsonMode, jsonValue, mayBeInfinite } from './json-value.ts';
import type { LayoutField } from './layout.ts';
import type { ValueType } from './value-type.ts';

/** A field of the document and the column of the statement that holds its value. */
export interface DocumentField extends Omit<LayoutField, 'expression'> {
  readonly column: string;
  readonly type: ValueType;
}

/** The SQL expression of a document's JSON text. */
export function documentText(fields: readonly DocumentField[], mode: JsonMode): string {
  const top: string[] = [];
  const objects = new Map<string, string[]>();
  for (const { object, name, column, type } of fields) {
    const member = `${identifier(name)} := ${jsonValue(column, type, mode)}`;
    const members = object === undefined ? top : objects.get(object);
    if (members) members.push(member);
    else if (object !== undefined) objects.set(object, [member]);
  }
  for (const [name, members] of objects)
    top.push(`${identifier(name)} := struct_pack(${members.join(', ')})`);
  return top.length === 0 ? "'{}'" : `CAST(to_json(struct_pack(${top.join(', ')})) AS VARCHAR)`;
}

/** Whether some text of `usual` documents may be no JSON. */
export function needsStrictMode(fields: readonly DocumentField[]): boolean {
  return fields.some(({ type }) => mayBeInfinite(type));
}
