// The upper bound: documents made by Postgres, pasted into bodies of 5 MB, four of them on their way.
// It keeps no place to resume from and does not look at what became of single documents.
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { copyDocuments, copyOut, fieldEnd, lineEnd } from './copy-rows.ts';
import { readJob } from './job.ts';

const bodyBytes = 5 * 1024 * 1024;
const inFlight = 4;
const { from, to, table, index } = readJob();
const url = new URL(`/${index}/_bulk?filter_path=took`, to);
const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
const beforeKey = Buffer.from('{"index":{"_id":');
const afterKey = Buffer.from('}}\n');

const free = Array.from({ length: inFlight }, () => Buffer.allocUnsafe(bodyBytes));
const sending = new Set<Promise<void>>();
let body = free.pop() ?? Buffer.alloc(0);
let filled = 0;

async function post(bytes: Buffer): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson', 'content-length': bytes.length };
  const sent = request(url, { method: 'POST', agent, headers }).end(bytes);
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (response === undefined) throw new Error('no response');
  await once(response.resume(), 'end');
  if (response.statusCode !== 200) throw new Error(`_bulk answered ${response.statusCode}`);
}

/** Sends what is in the body; returns when there is a free one to go on with. */
async function send(): Promise<void> {
  const full = body;
  const posted = post(full.subarray(0, filled)).then(() => {
    free.push(full);
    sending.delete(posted);
  });
  sending.add(posted);
  while (free.length === 0) await Promise.race(sending);
  body = free.pop() ?? full;
  filled = 0;
}

let rest: Buffer = Buffer.alloc(0);

async function paste(bytes: Buffer): Promise<void> {
  const chunk = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
  let start = 0;
  for (;;) {
    const keyEnd = chunk.indexOf(fieldEnd, start);
    const end = keyEnd < 0 ? -1 : chunk.indexOf(lineEnd, keyEnd);
    if (end < 0) break;
    if (filled + end - start + beforeKey.length + afterKey.length > bodyBytes) await send();
    filled += beforeKey.copy(body, filled);
    filled += chunk.copy(body, filled, start, keyEnd);
    filled += afterKey.copy(body, filled);
    filled += chunk.copy(body, filled, keyEnd + 1, end + 1);
    start = end + 1;
  }
  rest = chunk.subarray(start);
}

await copyOut(from, copyDocuments(table), paste);
if (filled > 0) await send();
await Promise.all(sending);
agent.destroy();
