import type { StatementSync } from 'node:sqlite';
import type { LoadRecord, Outcome } from '../../../load/index.ts';
import type { IndexRecord } from '../../types.ts';
import { ChangeWriter } from '../change-writer.ts';
import type { Change } from '../changes.ts';
import type { Connection } from '../connection.ts';
import { DocumentTable } from '../documents.ts';
import { asNumber, asText } from '../values.ts';
import { type Incoming, readDocument, readEnvelope } from './read-record.ts';
import type { LoadedShape } from './shape.ts';
import { Unfit } from './unfit.ts';

/** What the index holds of a key, or will when the batch is written. */
interface Held {
  readonly row: number;
  readonly version: bigint;
  readonly fingerprint: string;
  readonly revision: number;
}

/** A document by its key. */
export interface DocumentToRemove {
  readonly key: string;
  /** Only this write of it: one that was written again since stays. */
  readonly revision?: number;
}

/** What a batch makes of one row: of records with the same key the last one that is not stale. */
interface Planned {
  readonly incoming: Incoming;
  /** Absent: the document that is there is the same. */
  readonly record: IndexRecord | undefined;
  readonly isNew: boolean;
}

interface Batch {
  readonly version: string;
  readonly revision: number;
  readonly held: Map<string, Held>;
  readonly plan: Map<number, Planned>;
}

const stored: Outcome = { kind: 'stored' };
const stale: Outcome = { kind: 'stale' };

/**
 * Writes records into the tables, each unless a newer one is there. Remembers the last row and the
 * keywords, so it must be thrown away when a transaction was rolled back or somebody else has written.
 */
export class DocumentWriter {
  readonly #shape: LoadedShape;
  readonly #documents: DocumentTable;
  readonly #changes: ChangeWriter;
  readonly #find: StatementSync;
  readonly #mark: StatementSync;
  readonly #unmark: StatementSync;
  #lastRow: number;
  #count: number;
  #leftRemains = false;

  constructor(connection: Connection, shape: LoadedShape, documents: number) {
    this.#shape = shape;
    this.#documents = new DocumentTable(connection);
    this.#changes = new ChangeWriter(connection, this.#documents, shape.schema);
    // All keys of a batch are looked up at once; CROSS JOIN keeps the order of the loops.
    this.#find = connection.prepared(
      `SELECT known.id, known.row, known.fingerprint, CAST(held.version AS TEXT) AS version, held.revision
       FROM json_each(?) AS wanted
         CROSS JOIN documents AS known ON known.id = wanted.value
         CROSS JOIN load_documents AS held ON held.row = known.row`,
    );
    this.#mark = connection.prepared(
      `INSERT OR REPLACE INTO load_documents (row, version, revision, bucket, high, low)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
    this.#unmark = connection.prepared('DELETE FROM load_documents WHERE row = ?');
    this.#lastRow = asNumber(connection.get('SELECT coalesce(max(row), 0) AS last FROM documents')?.last);
    this.#count = documents;
  }

  /** How many documents the index holds. */
  get count(): number {
    return this.#count;
  }

  /** Whether keyword values or slots of vectors may be in nobody's use any more. */
  get leftRemains(): boolean {
    return this.#leftRemains;
  }

  /**
   * What can be wrong with a record is found before any of them is written.
   *
   * @param version for records that bring none.
   * @param revision the number of this change of the index.
   * @returns an outcome per record, in order.
   */
  write(records: readonly LoadRecord[], version: string, revision: number): Outcome[] {
    const held = this.#lookUp(records.map(({ key }) => key));
    const batch: Batch = { version, revision, held, plan: new Map() };
    const outcomes = records.map((record) => this.#plan(record, batch));
    // FTS5 gathers what it is given in ascending order, and writes it out at every step back.
    for (const [row, planned] of [...batch.plan].sort(([a], [b]) => a - b)) {
      this.#store(row, planned, revision);
    }
    this.#changes.flush();
    return outcomes;
  }

  /** @returns `stored` for what is not there any more, `stale` for what was written again since. */
  remove(documents: readonly DocumentToRemove[]): Outcome[] {
    const held = this.#lookUp(documents.map(({ key }) => key));
    return documents.map(({ key, revision }) => {
      const known = held.get(key);
      if (known === undefined) return stored;
      if (revision !== undefined && revision !== known.revision) return stale;
      this.#changes.remove(known.row);
      this.#unmark.run(known.row);
      held.delete(key);
      this.#count -= 1;
      this.#leftRemains = true;
      return stored;
    });
  }

  #lookUp(keys: readonly string[]): Map<string, Held> {
    const held = new Map<string, Held>();
    for (const found of this.#find.all(JSON.stringify(keys))) {
      held.set(asText(found.id), {
        row: asNumber(found.row),
        version: BigInt(asText(found.version)),
        fingerprint: asText(found.fingerprint),
        revision: asNumber(found.revision),
      });
    }
    return held;
  }

  #plan(record: LoadRecord, { version, revision, held, plan }: Batch): Outcome {
    try {
      const incoming = readEnvelope(record, version);
      const { key, fingerprint } = incoming;
      const known = held.get(key);
      if (known !== undefined && known.version > incoming.version) return stale;
      const isSame = known?.fingerprint === fingerprint;
      const document = isSame ? undefined : readDocument(record, this.#shape);
      if (known === undefined) this.#lastRow += 1;
      const row = known?.row ?? this.#lastRow;
      const earlier = plan.get(row);
      held.set(key, { row, version: incoming.version, fingerprint, revision });
      plan.set(row, {
        incoming,
        record: document ?? earlier?.record,
        isNew: known === undefined || earlier?.isNew === true,
      });
      return stored;
    } catch (error) {
      if (error instanceof Unfit) return { kind: 'poison', reason: error.message };
      throw error;
    }
  }

  #store(row: number, { incoming, record, isNew }: Planned, revision: number): void {
    const { key, version, fingerprint, stamp } = incoming;
    if (record !== undefined) {
      const state = { document: record.document, fingerprint, vectorSource: null };
      if (isNew) {
        this.#documents.insert(row, key, state);
        this.#count += 1;
      } else {
        this.#documents.update(row, state);
        this.#leftRemains = true;
      }
      const vector: Change['vector'] = record.vector === undefined ? 'remove' : { store: record.vector };
      this.#changes.write({ row, record, isNew, vector }, undefined);
    }
    const { bucket = null, high = null, low = null } = stamp ?? {};
    this.#mark.run(row, version, revision, bucket, high, low);
  }
}
