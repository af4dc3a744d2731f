import type { DeadLetter, LoadRecord, LoadState } from '../types.ts';
import type { SimLetters } from './sim-letters.ts';
import { type Row, rangeOf, type SimSource } from './sim-source.ts';
import type { Indexed, SimTarget } from './sim-target.ts';

/** What one life of a loader was given and has sent, against what it has saved. */
export class Life {
  /** Rows by range, in the order they were given. */
  readonly given = new Map<number, Row[]>();
  readonly #sent = new Set<number>();
  readonly #inFlight = new Set<string>();
  readonly #before: LoadState | undefined;
  #passed = new Map<number, number>();
  #finished = false;

  constructor(before: LoadState | undefined) {
    this.#before = before;
  }

  give(row: Row): void {
    const rows = this.given.get(rangeOf(row.id)) ?? [];
    rows.push(row);
    this.given.set(rangeOf(row.id), rows);
  }

  /** Checks a request that begins. */
  sent(records: readonly LoadRecord[], windowRecords: number): void {
    for (const { key, position } of records) {
      if (this.#inFlight.has(key)) throw new Error(`two writes of "${key}" at once`);
      this.#inFlight.add(key);
      this.#sent.add(Number(position));
    }
    const unsaved = [...this.#sent].filter((id) => !this.#isPassed(id)).length;
    if (unsaved > windowRecords)
      throw new Error(`a crash now would replay ${unsaved} of ${windowRecords} records`);
  }

  answered(keys: readonly string[]): void {
    for (const key of keys) this.#inFlight.delete(key);
  }

  /** Checks a state that was saved: everything up to its watermarks is settled, and counted once. */
  saved(state: LoadState, target: SimTarget, letters: readonly DeadLetter[]): void {
    if (this.#finished && !state.finishedAt) throw new Error('a finished load became unfinished');
    this.#finished = state.finishedAt !== undefined;
    const lettered = new Set(letters.map(({ position }) => Number(position)));
    let read = this.#before?.counts.read ?? 0;
    for (const { id, watermark } of state.ranges ?? []) {
      if (watermark === undefined) continue;
      const rows = this.given.get(Number(id)) ?? [];
      const upTo = rows.findLastIndex((row) => row.id <= Number(watermark)) + 1;
      for (const row of rows.slice(this.#passed.get(Number(id)) ?? 0, upTo)) {
        const there = target.index.get(row.key);
        const settled = there && there.version >= BigInt(row.version ?? state.version);
        if (!settled && !lettered.has(row.id))
          throw new Error(`watermark ${watermark} is past unsettled row ${row.id}`);
      }
      this.#passed.set(Number(id), upTo);
      read += upTo;
    }
    const { counts } = state;
    if (counts.read !== read) throw new Error(`${counts.read} counted as read, ${read} are`);
    if (counts.stored + counts.stale + counts.dead !== read) throw new Error('counts do not add up');
    if (counts.dead > letters.length) throw new Error(`${counts.dead} dead, but ${letters.length} letters`);
  }

  #isPassed(id: number): boolean {
    const rows = this.given.get(rangeOf(id)) ?? [];
    const last = rows[(this.#passed.get(rangeOf(id)) ?? 0) - 1];
    return last !== undefined && id <= last.id;
  }
}

/** Checks a finished load: index and dead letters together are the source; nothing is in both, nothing was invented. */
export function checkFinished(state: LoadState, source: SimSource, target: SimTarget, all: SimLetters): void {
  const letters = all.of(state.version);
  const dead = new Map(letters.map((letter) => [Number(letter.position), letter]));
  if (dead.size !== letters.length) throw new Error('a row has two dead letters');
  if (dead.size !== state.counts.dead) throw new Error(`${state.counts.dead} dead, but ${dead.size} letters`);
  if (state.ranges?.some(({ finished }) => !finished)) throw new Error('a range is not finished');
  for (const [id, { reason, document }] of dead) {
    const row = source.rows.get(id);
    if (row?.text !== document) throw new Error(`the dead letter of ${id} does not hold its row`);
    if (!row.bad && !reason.startsWith('gave up after'))
      throw new Error(`${id} is a dead letter without cause`);
  }
  for (const [key, { text }] of target.index)
    if (!source.everHad.get(key)?.has(text)) throw new Error(`invented: "${key}" ${text}`);

  for (const [key, rows] of Map.groupBy(source.rows.values(), (row) => row.key)) {
    const there = target.index.get(key);
    const undead = rows.filter(({ id }) => !dead.has(id)).sort((a, b) => a.id - b.id);
    // A bad row may be superseded by a good one of the same key, and then needs no letter.
    if (undead.length > 0 && undead.every(({ bad }) => bad))
      throw new Error(`bad row ${undead[0]?.id} has no dead letter`);
    if (rows.some(({ id, text, bad }) => bad && dead.has(id) && text === there?.text))
      throw new Error(`"${key}" is both in the index and a dead letter`);
    // A crash can hide that the row was written before it was given up in the next life.
    const writtenUnseen = rows.some(({ id, bad, text }) => !bad && dead.has(id) && text === there?.text);
    if (undead.length > 0 && !writtenUnseen && !asExpected(there, undead))
      throw new Error(`"${key}" is ${there?.text}, and should be one of ${undead.map(({ text }) => text)}`);
  }
}

/** The index holds the newest row of a key; of equally new ones in one range, the last. */
function asExpected(there: Indexed | undefined, rows: readonly Row[]): boolean {
  if (there === undefined) return false;
  const versions = rows.map(({ version = '0' }) => Number(version));
  const newest = Math.max(...versions);
  // A row with a newer version was there, and was deleted since; loads do not delete.
  if (newest > 0 && there.version > newest) return true;
  const candidates = rows.filter((_, at) => versions[at] === newest);
  return [...new Map(candidates.map((row) => [rangeOf(row.id), row.text])).values()].includes(there.text);
}
