import { answer, delay, type Fault, type HttpProxy, type ProxiedRequest } from '../../servers/proxy.ts';

export function isBulk({ path }: { readonly path: string }): boolean {
  return path.includes('/_bulk');
}

/** How many documents a bulk request writes. */
export function documentsOf({ body }: ProxiedRequest): number {
  let lines = 0;
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) lines += 1;
  return lines / 2;
}

/** Counts the documents that come by. */
export function countDocuments(proxy: HttpProxy): { readonly documents: number } {
  let documents = 0;
  proxy.faults.unshift((request) => {
    if (isBulk(request)) documents += documentsOf(request);
    return undefined;
  });
  return {
    get documents() {
      return documents;
    },
  };
}

/** Does something to bulk requests, by their number from 1. */
export function onBulk(
  proxy: HttpProxy,
  fault: (n: number, request: ProxiedRequest) => Fault | undefined,
): void {
  let n = 0;
  proxy.faults.push((request) => {
    if (!isBulk(request)) return undefined;
    n += 1;
    return fault(n, request);
  });
}

/** Begins something when the n-th bulk request comes, which waits a little. */
export function atBulk(proxy: HttpProxy, when: number, begin: () => void): void {
  onBulk(proxy, (n) => {
    if (n !== when) return undefined;
    begin();
    return delay(50);
  });
}

/** As Elasticsearch answers, which the client wants to see in a header. */
export function answered(status: number, body: object, headers: Record<string, string> = {}): Fault {
  return answer(status, body, { 'x-elastic-product': 'Elasticsearch', ...headers });
}

/** An answer to a bulk request that refuses each of its documents in the same way. */
export function refusing(request: ProxiedRequest, status: number, type: string, reason: string): Fault {
  const item = { index: { status, error: { type, reason } } };
  const items = Array.from({ length: documentsOf(request) }, () => item);
  return answered(200, { errors: true, items });
}
