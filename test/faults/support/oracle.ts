import { isRecord } from '../../../src/kernel/index.ts';
import { exactJson, exactRecord, numberOf } from './exact-json.ts';
import type { IndexedDocument } from './index-reader.ts';
import type { SyncedTable } from './synced-table.ts';

interface Letter {
  readonly load: string;
  readonly key: string | null;
  readonly reason: string;
  readonly document: unknown;
}

interface Facts {
  /** By key; several where keys are not unique. What has no key, or an empty one, is under ''. */
  readonly rows: ReadonlyMap<string, readonly string[]>;
  readonly documents: ReadonlyMap<string, IndexedDocument>;
  readonly letters: readonly Letter[];
}

/**
 * What is wrong after a sync has come to its end, while nobody changed the table: index and dead letters
 * together are the source, no record is in both, none is invented, and all are as Postgres has them.
 */
export async function violations(table: SyncedTable): Promise<string[]> {
  const facts = await gather(table);
  const { rows, documents } = facts;
  const letters = lastLetters(facts);
  const wrong: string[] = [];
  for (const [key, texts] of rows) {
    if (key === '') continue;
    const document = documents.get(key);
    const letter = letters.get(key);
    if (document && letter && document.version >= Number(letter.load))
      wrong.push(`"${key}" is in the index and a dead letter`);
    const held = letter ? letter.document : document?.document;
    if (held === undefined) wrong.push(`"${key}" is lost`);
    else if (!texts.includes(JSON.stringify(held)))
      wrong.push(`"${key}" is ${JSON.stringify(held)}, not ${texts[0]}`);
    if (document?.stamped === false) wrong.push(`"${key}" has no stamp`);
  }
  for (const key of documents.keys()) if (!rows.has(key)) wrong.push(`"${key}" was invented`);
  for (const key of letters.keys()) if (!rows.has(key)) wrong.push(`the dead letter "${key}" was invented`);
  const keyless = facts.letters
    .filter(({ key }) => key === null)
    .map(({ document }) => JSON.stringify(document));
  const expected = [...(rows.get('') ?? [])];
  for (const text of expected) if (!keyless.includes(text)) wrong.push(`without a key and lost: ${text}`);
  for (const text of keyless) if (!expected.includes(text)) wrong.push(`without a key and invented: ${text}`);
  return short([...wrong, ...(await dishonest(table, facts)), ...(await leaks(table))]);
}

/**
 * What is wrong at any moment, after a crash as well: a saved watermark with a record before it that is in
 * neither place, and whatever must never be.
 */
export async function standing(table: SyncedTable): Promise<string[]> {
  return short([...(await dishonest(table, await gather(table))), ...(await leaks(table))]);
}

/** Enough to see what it is about, should a thousand records be wrong. */
function short(wrong: readonly string[]): string[] {
  const some = wrong.slice(0, 5).map((text) => (text.length > 600 ? `${text.slice(0, 600)}…` : text));
  return wrong.length > 5 ? [...some, `and ${wrong.length - 5} more`] : some;
}

async function gather(table: SyncedTable): Promise<Facts> {
  const found = await table.sql<{ key: string | null; document: string }>(
    `SELECT whole."${table.key}"::text AS key, row_to_json(whole.*)::text AS document FROM $table AS whole`,
  );
  const rows = new Map<string, string[]>();
  for (const { key, document } of found) {
    const same = rows.get(key ?? '');
    const text = JSON.stringify(exactJson(document));
    if (same) same.push(text);
    else rows.set(key ?? '', [text]);
  }
  return { rows, documents: await table.reader.documents(table.alias), letters: readLetters(table) };
}

/** A last line that a crash has cut off is none. */
function readLetters(table: SyncedTable): Letter[] {
  const lines = table.letterFiles().flatMap((text) => text.slice(0, text.lastIndexOf('\n') + 1).split('\n'));
  return lines.filter(Boolean).map((line): Letter => {
    const { load, key, reason, document } = exactRecord(line);
    return {
      load: String(load),
      key: typeof key === 'string' ? key : null,
      reason: String(reason),
      document: exactJson(String(document)),
    };
  });
}

/** What was given up last, unless a later load has stored it after all. */
function lastLetters({ letters, documents, rows }: Facts): Map<string, Letter> {
  const last = new Map<string, Letter>();
  for (const letter of letters) {
    if (letter.key === null) continue;
    const before = last.get(letter.key);
    if (before?.load === letter.load && (rows.get(letter.key)?.length ?? 1) === 1)
      throw new Error(`"${letter.key}" was given up twice by one load`);
    last.set(letter.key, letter);
  }
  for (const [key, { load }] of last) {
    if ((documents.get(key)?.version ?? 0) > Number(load)) last.delete(key);
  }
  return last;
}

async function dishonest(table: SyncedTable, { documents, letters }: Facts): Promise<string[]> {
  const given = new Set(letters.map(({ key }) => key));
  const wrong: string[] = [];
  for (const { state } of await table.reader.states(table.physical)) {
    const ranges = Array.isArray(state.ranges) ? state.ranges.filter(isRecord) : [];
    for (const range of ranges) {
      for (const key of await settledKeys(table, range, numberOf(state.startedAt))) {
        if (!documents.has(key) && !given.has(key))
          wrong.push(`the watermark ${range.watermark} of ${range.id} has passed "${key}", which is lost`);
      }
    }
  }
  return wrong;
}

/**
 * Keys of the rows that a range's state says are settled. Where rows have a time, those that came or changed after
 * the load had begun are left out: they may have appeared behind its back.
 */
async function settledKeys(
  table: SyncedTable,
  range: Record<string, unknown>,
  begunMs: number,
): Promise<string[]> {
  const { watermark, finished } = range;
  const bounds = isRecord(range.bounds) ? range.bounds : {};
  if (watermark === undefined && finished !== true) return [];
  const { updatedAt, keyType = 'text' } = table.options;
  const key = `"${table.key}"${typeof bounds.collation === 'string' ? ` COLLATE ${bounds.collation}` : ''}`;
  const conditions: string[] = [`"${table.key}" IS NOT NULL`];
  const values: unknown[] = [];
  const value = (given: unknown, type: string): string => `($${values.push(given)}::text)::${type}`;
  if (bounds.kind === 'keys') {
    if (bounds.above !== null) conditions.push(`${key} > ${value(bounds.above, keyType)}`);
    const upTo = finished === true ? bounds.upTo : watermark;
    if (upTo !== null) conditions.push(`${key} <= ${value(upTo, keyType)}`);
  } else if (bounds.kind === 'changed') {
    const position: unknown = JSON.parse(String(watermark ?? 'null'));
    conditions.push(`"${updatedAt}" >= ${value(bounds.from, 'timestamptz')}`);
    if (finished === true) conditions.push(`"${updatedAt}" <= ${value(bounds.upTo, 'timestamptz')}`);
    else if (Array.isArray(position))
      conditions.push(
        `("${updatedAt}", ${key}) <= (${value(position[0], 'timestamptz')}, ${value(position[1], keyType)})`,
      );
  } else return [];
  if (updatedAt !== undefined)
    conditions.push(`"${updatedAt}" < to_timestamp(${value(begunMs / 1000, 'float8')})`);
  const found = await table.sql<{ key: string }>(
    `SELECT "${table.key}"::text AS key FROM $table WHERE ${conditions.join(' AND ')}`,
    values,
  );
  return found.map((row) => row.key).filter(Boolean);
}

/** Secrets that somebody could see. */
async function leaks(table: SyncedTable): Promise<string[]> {
  const { postgres, secrets = [] } = table.options;
  const all = [new URL(postgres).password, ...secrets].filter((secret) => secret !== '');
  const shown = await table.shown();
  return all.flatMap((secret, at) => {
    const where = shown.find((text) => text.includes(secret));
    return where === undefined ? [] : [`secret ${at} is shown: …${around(where, secret)}…`];
  });
}

function around(text: string, word: string): string {
  const at = text.indexOf(word);
  return text.slice(Math.max(0, at - 60), at);
}
