import { table } from 'headrace';
import { relations } from '../../lib/relations.ts';

/** A backslash inside a literal means itself to DuckDB and an escape to Spark, so it is spelled by its number. */
const literal = (symbol: string) => (symbol === '\\' ? 'chr(92)' : `'${symbol}'`);

const hexDigit = (text: string, at: number) =>
  `(instr('0123456789abcdef', substring(${text}, ${at}, 1)) - 1)`;
const hexByte = (text: string, at: number) =>
  `CAST(16 * ${hexDigit(text, at)} + ${hexDigit(text, at + 1)} AS INT)`;

const kinds = relations.map(
  ({ symbol, name, inverse }) =>
    `    (${literal(symbol)}, '${name}', ${inverse === undefined ? 'NULL' : `'${inverse}'`})`,
);

/**
 * A pointer reads: symbol, offset, part of speech, and four hexadecimal digits: which word of this synset points
 * at which word of that one, or 0000 when the whole synset points at the whole other. WordNet repeats ten of them.
 */
export default table({
  sql: ({ ref }) => `
WITH all_pointers AS (
  SELECT
    CASE WHEN split_part(line, ' ', 3) = 's' THEN 'a' ELSE split_part(line, ' ', 3) END
      || substring(line, 1, 8) AS synset_id,
    explode(
      regexp_extract_all(
        substring(line, 1, instr(line, ' | ')),
        '[^ ]+ [0-9]{8} [nvar] [0-9a-f]{4} ',
        0
      )
    ) AS pointer
  FROM ${ref('raw_synsets')}
),
pointers AS (
  SELECT DISTINCT synset_id, pointer
  FROM all_pointers
),
fields AS (
  SELECT
    synset_id,
    split_part(pointer, ' ', 1) AS symbol,
    split_part(pointer, ' ', 3) || split_part(pointer, ' ', 2) AS target_id,
    split_part(pointer, ' ', 4) AS word_numbers
  FROM pointers
)
SELECT
  f.synset_id,
  k.relation,
  f.target_id,
  ${hexByte('f.word_numbers', 1)} AS source_word,
  ${hexByte('f.word_numbers', 3)} AS target_word,
  k.inverse_relation
FROM fields f
LEFT JOIN (
  VALUES
${kinds.join(',\n')}
) AS k (symbol, relation, inverse_relation) ON k.symbol = f.symbol`,
});
