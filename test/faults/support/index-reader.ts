import { isRecord } from '../../../src/kernel/index.ts';
import { exactRecord, numberOf } from './exact-json.ts';

export interface IndexedDocument {
  readonly version: number;
  /** As the index has it, with numbers as texts and without what Headrace adds. */
  readonly document: Record<string, unknown>;
  readonly stamped: boolean;
}

/** Looks into Elasticsearch directly, past any proxy and past our own client. */
export class IndexReader {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(url: string, headers: Readonly<Record<string, string>> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  async ask(method: string, path: string, body?: object): Promise<{ status: number; text: string }> {
    const headers = { ...this.#headers, 'content-type': 'application/json' };
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${this.#url}${path}`, { method, headers, ...json });
    return { status: response.status, text: await response.text() };
  }

  /** The same, which must succeed. */
  async done(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const { status, text } = await this.ask(method, path, body);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    return exactRecord(text);
  }

  /** Every document, by key; none where there is no index. */
  async documents(index: string): Promise<Map<string, IndexedDocument>> {
    const found = new Map<string, IndexedDocument>();
    const { status } = await this.ask('POST', `/${index}/_refresh`);
    if (status === 404) return found;
    let page = await this.done('POST', `/${index}/_search?scroll=1m`, {
      size: 5000,
      sort: ['_doc'],
      version: true,
    });
    for (let hits = hitsOf(page); hits.length > 0; hits = hitsOf(page)) {
      for (const { _id: key, _version: version, _source: source } of hits) {
        const { _headrace: stamp, ...document } = isRecord(source) ? source : {};
        if (found.has(String(key))) throw new Error(`${key} is in ${index} twice`);
        found.set(String(key), { version: numberOf(version), document, stamped: isRecord(stamp) });
      }
      page = await this.done('POST', '/_search/scroll', { scroll: '1m', scroll_id: page._scroll_id });
    }
    await this.ask('DELETE', '/_search/scroll', { scroll_id: page._scroll_id });
    return found;
  }

  /** The documents of the loaders' states that belong to a physical index, as texts and parsed. */
  async states(physical: string): Promise<{ text: string; state: Record<string, unknown> }[]> {
    const { status } = await this.ask('POST', '/headrace-state/_refresh');
    if (status === 404) return [];
    const query = { size: 10_000, query: { wildcard: { key: `*-> ${physical} *` } } };
    return hitsOf(await this.done('POST', '/headrace-state/_search', query)).map(({ _source: source }) => ({
      text: JSON.stringify(source),
      state: isRecord(source) && isRecord(source.state) ? source.state : {},
    }));
  }
}

function hitsOf(answer: Record<string, unknown>): Record<string, unknown>[] {
  const { hits } = answer;
  return isRecord(hits) && Array.isArray(hits.hits) ? hits.hits.filter(isRecord) : [];
}
