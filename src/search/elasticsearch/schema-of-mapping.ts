import { isRecord } from '../../kernel/index.ts';
import type { Analyzer, Fields, QuerySchema } from '../client/types.ts';
import type { IndexBody, Mapping } from './index-body.ts';

type FieldType = Fields[string];

/** What can be asked of an index that is there, whoever made it. */
export function schemaOfMapping({ mappings }: Pick<IndexBody, 'mappings'>): QuerySchema {
  const fields = Object.fromEntries(fieldsIn(mappings, ''));
  return { fields, analyzer: analyzerIn(mappings) };
}

function fieldsIn({ properties }: Mapping, path: string): [name: string, type: FieldType][] {
  return Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, field]) => {
    const full = path === '' ? name : `${path}.${name}`;
    if (full === '_headrace' || !isRecord(field)) return [];
    if (isRecord(field.properties)) return fieldsIn(field, full);
    const type = fieldType(field);
    return type === undefined ? [] : [[full, type]];
  });
}

/** Types that behave as one of ours; of others we know nothing. */
const sameAs: Readonly<Record<string, 'keyword' | 'long' | 'double' | 'boolean' | 'date' | 'object'>> = {
  ...{ keyword: 'keyword', constant_keyword: 'keyword', wildcard: 'keyword' },
  ...{ long: 'long', integer: 'long', short: 'long', byte: 'long' },
  ...{ double: 'double', float: 'double', half_float: 'double', scaled_float: 'double' },
  ...{ boolean: 'boolean', date: 'date', date_nanos: 'date', object: 'object', flattened: 'object' },
};

function fieldType({ type = 'object', dims, fields }: Mapping): FieldType | undefined {
  if (type === 'text') {
    const keyword = isRecord(fields) && isRecord(fields.keyword) && fields.keyword.type === 'keyword';
    return { type: 'text', ...(keyword && { keyword }) };
  }
  if (type === 'dense_vector')
    return typeof dims === 'number' ? { type: 'vector', dimensions: dims } : undefined;
  const known = sameAs[String(type)];
  return known && { type: known };
}

/** Words of a query are split as those of the documents: one `english` field makes it english. */
function analyzerIn(mappings: Mapping): Analyzer {
  return JSON.stringify(mappings).includes('"analyzer":"english"') ? 'english' : 'standard';
}
