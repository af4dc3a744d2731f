import { HttpProblem } from './http-problem.ts';
import { bodyTooLarge } from './problems.ts';

/** What a request's body may have (bytes). */
const most = 64 * 1024;
/** What is too large is still read so far (bytes), or its sender would lose the connection instead of being told. */
const drained = 4 * 1024 * 1024;

/** The body of a request. @throws HttpProblem 413 when it is too large. */
export async function readBounded(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const piece of request.body ?? []) {
    size += piece.length;
    if (size <= most) pieces.push(piece);
    else if (size > drained) break;
  }
  if (size > most) {
    // What was not read makes the connection useless for another request.
    const close = { connection: 'close' };
    throw new HttpProblem(413, bodyTooLarge({ limit: `${most / 1024} kB` }), close);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
