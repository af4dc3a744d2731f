// Words that cannot name a table without quotes. DuckDB: found by trying every keyword of
// duckdb_keywords() in CREATE TABLE, FROM and JOIN. Spark: the strict non-reserved and the clause
// words that the parser mistakes in FROM.
const duckdb = `
  all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case
  cast check collate collation column concurrently constraint create cross default deferrable desc
  describe distinct do else end except false fetch for foreign freeze from full glob group having
  ilike in initially inner intersect into is isnull join lambda lateral leading left like limit
  natural not notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider
  placing positional primary qualify references returning right select semi show similar some
  summarize symmetric table tablesample then to trailing true union unique unpack unpivot using
  variadic verbose when where window with`;
const spark = `
  alter current_date current_time current_timestamp current_user delete drop insert minus session_user
  update values`;

const words: ReadonlySet<string> = new Set(`${duckdb} ${spark}`.trim().split(/\s+/));

/** Whether a word, in lower case, is reserved in Spark or DuckDB. */
export function isReservedWord(word: string): boolean {
  return words.has(word);
}
