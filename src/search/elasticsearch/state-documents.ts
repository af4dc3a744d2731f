import { isRecord } from '../../kernel/index.ts';
import type { ElasticsearchConnection } from './connect.ts';
import { readStateDocument, type StateDocument, stateId, stateIndexBody } from './state-document.ts';
import { errorOfAnswer, typeOfAnswer } from './translate-error.ts';

/** Which write a document is of; a condition for the next one. */
export interface Revision {
  readonly seqNo: number;
  readonly primaryTerm: number;
}

export interface Versioned extends Revision {
  readonly document: StateDocument;
}

/** Documents of the index of states: read at once, without waiting for a refresh, and written on condition. */
export class StateDocuments {
  readonly #cluster: ElasticsearchConnection;
  readonly #index: string;

  constructor(cluster: ElasticsearchConnection, index: string) {
    this.#cluster = cluster;
    this.#index = index;
  }

  async createIndex(): Promise<void> {
    const json = stateIndexBody;
    const { status, body } = await this.#cluster.send({ method: 'PUT', path: `/${this.#index}`, json });
    if (status >= 400 && typeOfAnswer(body) !== 'resource_already_exists_exception')
      throw errorOfAnswer(status, body, this.#cluster.peer);
  }

  async get(key: string): Promise<Versioned | undefined> {
    const { status, body } = await this.#cluster.send({ method: 'GET', path: this.#pathOf(key) });
    if (status === 404) return undefined;
    if (status >= 400) throw errorOfAnswer(status, body, this.#cluster.peer);
    return {
      ...revisionOf(body),
      document: readStateDocument(isRecord(body) ? body._source : {}, key, this.#index),
    };
  }

  /**
   * Writes if nobody else did since.
   *
   * @param on what is there now; undefined: nothing.
   * @returns undefined if something else is there.
   */
  async put(document: StateDocument, on: Revision | undefined): Promise<Revision | undefined> {
    const condition = on ? conditionOf(on) : 'op_type=create';
    const { status, body } = await this.#cluster.send({
      method: 'PUT',
      path: this.#pathOf(document.key),
      query: condition,
      json: document,
    });
    if (status === 409) return undefined;
    if (status >= 400) throw errorOfAnswer(status, body, this.#cluster.peer);
    return revisionOf(body);
  }

  async delete(key: string, on: Revision): Promise<void> {
    const path = this.#pathOf(key);
    const { status, body } = await this.#cluster.send({ method: 'DELETE', path, query: conditionOf(on) });
    if (status >= 400 && status !== 404 && status !== 409)
      throw errorOfAnswer(status, body, this.#cluster.peer);
  }

  /** All of them, in no order. There is one per load ever made, so a page is enough. */
  async all(): Promise<readonly StateDocument[]> {
    const path = `/${this.#index}`;
    await this.#cluster.send({ method: 'POST', path: `${path}/_refresh` });
    const json = { size: 10_000, query: { match_all: {} } };
    const { status, body } = await this.#cluster.send({ method: 'POST', path: `${path}/_search`, json });
    if (status === 404) return [];
    if (status >= 400) throw errorOfAnswer(status, body, this.#cluster.peer);
    const hits = isRecord(body) && isRecord(body.hits) && Array.isArray(body.hits.hits) ? body.hits.hits : [];
    return hits.filter(isRecord).map(({ _source: source }) => {
      const key = isRecord(source) && typeof source.key === 'string' ? source.key : 'a load';
      return readStateDocument(source, key, this.#index);
    });
  }

  #pathOf(key: string): string {
    return `/${this.#index}/_doc/${stateId(key)}`;
  }
}

function revisionOf(body: unknown): Revision {
  const { _seq_no: seqNo, _primary_term: primaryTerm } = isRecord(body) ? body : {};
  return { seqNo: Number(seqNo), primaryTerm: Number(primaryTerm) };
}

function conditionOf({ seqNo, primaryTerm }: Revision): string {
  return `if_seq_no=${seqNo}&if_primary_term=${primaryTerm}`;
}
