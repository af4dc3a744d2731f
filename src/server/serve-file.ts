import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { isOver, type ProcessIdentity, thisProcess } from '../kernel/index.ts';

const content = z.object({
  url: z.string(),
  keyed: z.boolean(),
  process: z.object({ realm: z.string(), pid: z.number() }),
});

/** A server of the project that is running. */
export interface ServedAt {
  /** Where it listens. */
  readonly url: string;
  /** Whether it wants the key. */
  readonly keyed: boolean;
  readonly process: ProcessIdentity;
}

function path(root: string): string {
  return join(root, '.headrace', 'serve.json');
}

/** Lets other commands of the project know where its server is. Returns how to take it back. */
export function announceServer(root: string, { url, keyed }: Pick<ServedAt, 'url' | 'keyed'>): () => void {
  const file = path(root);
  writeFileSync(`${file}.draft`, `${JSON.stringify({ url, keyed, process: thisProcess() })}\n`);
  renameSync(`${file}.draft`, file);
  return () => rmSync(file, { force: true });
}

/** The project's server; undefined when there is none, or it has died. */
export function findServer(root: string): ServedAt | undefined {
  let text: string;
  try {
    text = readFileSync(path(root), 'utf8');
  } catch {
    return undefined;
  }
  const { data } = content.safeParse(parsed(text));
  return data && !isOver(data.process) ? data : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
