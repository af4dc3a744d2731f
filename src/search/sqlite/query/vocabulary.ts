import type { Connection } from '../connection.ts';
import type { IndexView } from '../reader.ts';
import { storedText } from '../stored-text.ts';
import { asText } from '../values.ts';

/** Words by their number of letters. */
type Vocabulary = ReadonlyMap<number, readonly string[]>;

/** Of each connection, the words of its index in one state: reading them takes long on a large index. */
const known = new WeakMap<Connection, { readonly version: string; readonly words: Vocabulary }>();

/** Every word that the index holds, as its tokenizer left it. */
export function vocabulary({ connection, version }: IndexView): Vocabulary {
  const found = known.get(connection);
  if (found?.version === version) return found.words;
  connection.execute(
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'words', 'row')",
  );
  const words = new Map<number, string[]>();
  for (const row of connection.iterate('SELECT term FROM temp.vocabulary')) {
    const term = asText(row.term);
    const length = lettersOf(term);
    const same = words.get(length);
    if (same) same.push(term);
    else words.set(length, [term]);
  }
  known.set(connection, { version, words });
  return words;
}

/** What the index's tokenizer makes of a text. */
export function tokens({ connection, manifest }: IndexView, text: string): string[] {
  const { tokenizer, encode } = storedText(manifest.analyzer);
  const table = `probe_${manifest.analyzer}`;
  connection.execute(`
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.${table} USING fts5 (t, tokenize = "${tokenizer}");
    CREATE VIRTUAL TABLE IF NOT EXISTS temp.${table}_tokens USING fts5vocab('temp', '${table}', 'instance');
    DELETE FROM temp.${table};
  `);
  connection.run(`INSERT INTO temp.${table} (rowid, t) VALUES (1, ?)`, encode(text));
  const rows = connection.all(`SELECT term FROM temp.${table}_tokens ORDER BY offset`);
  return rows.map(({ term }) => asText(term));
}

/** Code points: surrogates come in pairs. */
function lettersOf(term: string): number {
  return /[\ud800-\udfff]/.test(term) ? [...term].length : term.length;
}
