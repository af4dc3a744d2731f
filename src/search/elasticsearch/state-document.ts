import { z } from 'zod';
import { contentHash, exitCode, HeadraceError, type ProcessIdentity } from '../../kernel/index.ts';
import { type LoadState, newerFormat, parseLoadState } from '../../load/index.ts';
import { unreadableState } from './problems.ts';

const known = 1;
const lease = z.object({
  owner: z.string(),
  /** Made anew by every `open`: says whose write a document is. */
  token: z.string(),
  /** Milliseconds since the epoch, by the clock of the owner. */
  expiresAt: z.number(),
  process: z.object({ realm: z.string(), pid: z.number() }),
});

const stateDocument = z.object({
  format: z.literal(known),
  key: z.string(),
  /** Counts what the holder of the lease has written. */
  writes: z.number(),
  /** Null: nobody's. */
  lease: lease.nullable(),
  state: z.unknown(),
});

/** One document of the index of states. */
export interface StateDocument {
  readonly format: 1;
  readonly key: string;
  readonly writes: number;
  readonly lease: Lease | null;
  readonly state: LoadState | null;
}

export interface Lease {
  readonly owner: string;
  readonly token: string;
  readonly expiresAt: number;
  readonly process: ProcessIdentity;
}

/** As for creating an index. Payloads are kept, not searched: no load's details can contradict another's. */
export const stateIndexBody = {
  settings: { index: { hidden: true, number_of_shards: 1, auto_expand_replicas: '0-1' } },
  mappings: {
    dynamic: false,
    properties: {
      key: { type: 'keyword', ignore_above: 8191 },
      lease: { type: 'object', enabled: false },
      state: { type: 'object', enabled: false },
    },
  },
};

export function stateId(key: string): string {
  return contentHash(key);
}

/** @throws HeadraceError for a document of a newer Headrace, or of somebody else. */
export function readStateDocument(source: unknown, key: string, index: string): StateDocument {
  const format = z.object({ format: z.number() }).safeParse(source).data?.format;
  const parsed = stateDocument.safeParse(source);
  const state = parsed.data?.state == null ? null : parseLoadState(parsed.data.state);
  if (parsed.success && typeof state !== 'string') return { ...parsed.data, state };
  const detail =
    typeof state === 'string'
      ? state
      : format !== undefined && format > known
        ? newerFormat(format)
        : `"${parsed.error?.issues[0]?.path.join('.')}" is not what it should be`;
  throw new HeadraceError(unreadableState({ load: key, index, detail }), { exitCode: exitCode.failed });
}
