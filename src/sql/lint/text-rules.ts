import type { Finding } from './finding.ts';
import { backslash, notInSpark, quotedName, typeNotInSpark } from './problems.ts';
import { type Token, tokens } from './tokens.ts';

/** Names of types with the same meaning on both. */
const shared = new Set(
  'STRING BOOLEAN TINYINT SMALLINT SHORT INT INTEGER BIGINT LONG FLOAT REAL DOUBLE DATE TIMESTAMP BINARY INTERVAL'.split(
    ' ',
  ),
);

/** Types that are shared when their size is said. */
const sized = new Map([
  [
    'DECIMAL',
    'Say how many digits: `DECIMAL(18, 3)` is what DuckDB takes it for, `DECIMAL(10, 0)` what Spark does.',
  ],
  [
    'NUMERIC',
    'Say how many digits: `DECIMAL(18, 3)` is what DuckDB takes it for, `DECIMAL(10, 0)` what Spark does.',
  ],
  ['VARCHAR', 'Write `STRING`.'],
  ['CHAR', 'Write `STRING`.'],
]);

const instead = new Map([
  ['TEXT', 'STRING'],
  ['BPCHAR', 'STRING'],
  ['BOOL', 'BOOLEAN'],
  ['LOGICAL', 'BOOLEAN'],
  ['INT1', 'TINYINT'],
  ['INT2', 'SMALLINT'],
  ['INT4', 'INT'],
  ['INT8', 'BIGINT'],
  ['SIGNED', 'INT'],
  ['HUGEINT', 'DECIMAL(38, 0)'],
  ['INT128', 'DECIMAL(38, 0)'],
  ['UTINYINT', 'SMALLINT'],
  ['USMALLINT', 'INT'],
  ['UINTEGER', 'BIGINT'],
  ['UBIGINT', 'DECIMAL(20, 0)'],
  ['FLOAT4', 'FLOAT'],
  ['FLOAT8', 'DOUBLE'],
  ['BLOB', 'BINARY'],
  ['BYTEA', 'BINARY'],
  ['VARBINARY', 'BINARY'],
  ['DATETIME', 'TIMESTAMP'],
  ['TIMESTAMPTZ', 'TIMESTAMP'],
  ['TIMESTAMP_S', 'TIMESTAMP'],
  ['TIMESTAMP_MS', 'TIMESTAMP'],
  ['TIMESTAMP_NS', 'TIMESTAMP'],
  ['UUID', 'STRING'],
  ['JSON', 'STRING'],
]);

/** What the spelling of a SELECT gives away: its syntax tree no longer knows quotes and names of types. */
export function lintText(sql: string): Finding[] {
  const found: Finding[] = [];
  const all = tokens(sql);
  const add = (problem: Finding['problem'], { offset, text }: Token): void => {
    found.push({ problem, offset, length: text.length });
  };
  for (const [i, token] of all.entries()) {
    if (token.kind === 'name') add(quotedName({ name: token.text.slice(1, -1) }), token);
    else if (token.kind === 'text' && token.text.includes('\\')) add(backslash({}), token);
    else if (token.kind === 'escaped')
      add(notInSpark({ what: 'texts that begin with E', write: undefined }), token);
    else if (token.kind === 'dollar') {
      add(
        notInSpark({
          what: 'texts between dollar signs',
          write: "Write `'…'`, with each quote in it doubled.",
        }),
        token,
      );
    } else if (
      /^x$/i.test(token.text) &&
      all[i + 1]?.kind === 'text' &&
      all[i + 1]?.offset === token.offset + 1
    ) {
      add(
        notInSpark({ what: "X'…' as DuckDB does, for which it is a text", write: "Write `unhex('…')`." }),
        token,
      );
    } else if (/^fetch$/i.test(token.text) && /^(first|next)$/i.test(all[i + 1]?.text ?? '')) {
      add(notInSpark({ what: 'FETCH FIRST', write: 'Write `LIMIT n`.' }), token);
    } else if (/^materialized$/i.test(token.text) && /^(as|not)$/i.test(all[i - 1]?.text ?? '')) {
      add(notInSpark({ what: 'AS MATERIALIZED', write: 'Leave MATERIALIZED out.' }), token);
    } else if (
      token.kind === 'word' &&
      all[i + 1]?.kind === 'text' &&
      instead.has(token.text.toUpperCase())
    ) {
      const problem = typeProblem([token]);
      if (problem) add(problem, token);
    }
  }
  for (const type of castTypes(all)) {
    const problem = typeProblem(type);
    if (problem && type[0]) add(problem, type[0]);
  }
  return found;
}

/** The tokens of each type that something is cast to; what follows `::` may run on. */
function castTypes(all: readonly Token[]): (readonly Token[])[] {
  const types: (readonly Token[])[] = [];
  /** For each open bracket, whether it is that of a cast. */
  const open: boolean[] = [];
  for (const [i, { text }] of all.entries()) {
    if (text === '(') open.push(/^(try_)?cast$/i.test(all[i - 1]?.text ?? ''));
    else if (text === ')') open.pop();
    else if (text === '::' || (/^as$/i.test(text) && open.at(-1))) types.push(all.slice(i + 1, i + 8));
  }
  return types;
}

function typeProblem(type: readonly Token[]): Finding['problem'] | undefined {
  const [first, second] = type;
  if (first?.kind !== 'word') return undefined;
  const name = first.text.toUpperCase();
  const close = second?.text === '(' ? type.findIndex(({ text }) => text === ')') : 0;
  if (type[close + 1]?.text === '[' && (close > 0 || second?.text === '[')) {
    return typeNotInSpark({
      type: `${name}[]`,
      write: 'No way of writing the type of an array is read by both engines.',
    });
  }
  if (/^with$/i.test(second?.text ?? ''))
    return typeNotInSpark({ type: `${name} WITH …`, write: 'Write `TIMESTAMP`.' });
  if (shared.has(name)) return undefined;
  const size = sized.get(name);
  if (size !== undefined)
    return second?.text === '(' ? undefined : typeNotInSpark({ type: name, write: size });
  const better = instead.get(name);
  return typeNotInSpark({ type: name, write: better && `Write \`${better}\`.` });
}
