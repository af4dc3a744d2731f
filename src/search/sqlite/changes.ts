import type { IndexRecord, IndexSchema } from '../types.ts';
import type { DocumentTable } from './documents.ts';
import type { Faults } from './faults.ts';
import { digest, fingerprint } from './fingerprint.ts';
import { RowSet } from './row-set.ts';
import { vectorFault } from './unit-vector.ts';

/** A document whose words, keywords or vector must be written. */
export interface Change {
  readonly row: number;
  readonly record: IndexRecord;
  readonly isNew: boolean;
  /** What to do about its vector; absent: the one that is stored is right. */
  readonly vector?: { readonly embed: string } | { readonly store: Float32Array } | 'remove';
}

export interface Counts {
  read: number;
  added: number;
  updated: number;
  unchanged: number;
}

/** What a record says about its vector. */
interface VectorPlan {
  /** Of the text to embed; null where there is none. */
  readonly source: string | null;
  readonly action: NonNullable<Change['vector']>;
}

const noVector: VectorPlan = { source: null, action: 'remove' };

/**
 * Tells what is new and what has changed, record by record, and stores the documents themselves as
 * it goes: the table's unique ids are what finds duplicates.
 */
export class ChangeDetector {
  readonly counts: Counts = { read: 0, added: 0, updated: 0, unchanged: 0 };
  readonly #documents: DocumentTable;
  readonly #schema: IndexSchema;
  readonly #embedFields: readonly number[] | undefined;
  readonly #faults: Faults;
  readonly #seen = new RowSet();
  readonly #before: { readonly documents: number; readonly lastRow: number };
  #lastRow: number;

  /** `embedFields` is undefined where vectors come with the records. */
  constructor(
    documents: DocumentTable,
    schema: IndexSchema,
    embedFields: readonly number[] | undefined,
    faults: Faults,
  ) {
    this.#documents = documents;
    this.#schema = schema;
    this.#embedFields = embedFields;
    this.#faults = faults;
    this.#before = documents.extent();
    this.#lastRow = this.#before.lastRow;
  }

  /** @returns what is left to write, or nothing for a record that is as it was, or faulty. */
  examine(record: IndexRecord): Change | undefined {
    this.counts.read += 1;
    if (!record.id) {
      this.#faults.missingId();
      return undefined;
    }
    const plan = this.#planVector(record);
    if (plan === undefined) return undefined;
    const state = {
      document: record.document,
      fingerprint: fingerprint(record),
      vectorSource: plan.source,
    };
    // Nothing can be found in an index that was empty: not looking makes the first build faster.
    const known = this.#before.documents > 0 ? this.#documents.find(record.id) : undefined;
    if (known === undefined) {
      const row = this.#lastRow + 1;
      if (!this.#documents.insert(row, record.id, state)) return this.#duplicate(record.id);
      this.#lastRow = row;
      this.#seen.add(row);
      this.counts.added += 1;
      return { row, record, isNew: true, vector: plan.action };
    }
    if (!this.#seen.add(known.row)) return this.#duplicate(record.id);
    if (known.fingerprint === state.fingerprint) {
      this.counts.unchanged += 1;
      return undefined;
    }
    this.#documents.update(known.row, state);
    this.counts.updated += 1;
    // Embedding is what costs: a text that was embedded is not embedded again.
    const embedded = plan.source !== null && known.vectorSource === plan.source;
    return { row: known.row, record, isNew: false, ...(!embedded && { vector: plan.action }) };
  }

  /** The rows that the index held before and no record came for. */
  vanished(): readonly number[] {
    const { added, read } = this.counts;
    if (read - added === this.#before.documents) return [];
    return [...this.#documents.rowsUpTo(this.#before.lastRow).filter((row) => !this.#seen.has(row))];
  }

  #duplicate(id: string): undefined {
    this.#faults.duplicateId(id);
  }

  #planVector(record: IndexRecord): VectorPlan | undefined {
    const { dimensions } = this.#schema;
    if (dimensions === undefined) return noVector;
    if (this.#embedFields !== undefined) {
      const text = this.#embedFields.map((field) => record.text[field] ?? '').join('\n');
      return text.trim() === '' ? noVector : { source: digest(text), action: { embed: text } };
    }
    if (record.vector === undefined) return noVector;
    const fault = vectorFault(record.vector, dimensions);
    if (fault === undefined) return { source: null, action: { store: record.vector } };
    this.#faults.vector(record.id, fault);
    return undefined;
  }
}
