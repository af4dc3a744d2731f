import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Network, type Request, Resonate } from '@resonatehq/sdk';
import { onTestFinished } from 'vitest';
import { openSqliteNetwork, type SqliteNetwork, type SqliteNetworkOptions } from '../sqlite-network.ts';

/** Where a store may lie that goes away with the test. */
export function temporaryStore(): string {
  const folder = mkdtempSync(join(tmpdir(), 'headrace durable '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'durable.db');
}

/** A network over a store, stopped with the test. */
export function networkOf(path: string, options: Partial<SqliteNetworkOptions> = {}): SqliteNetwork {
  const network = openSqliteNetwork({ path, holder: 'a test', ...options });
  onTestFinished(() => network.stop());
  return network;
}

/** The SDK, quiet, over a network. */
export function resonateOver(network: Network, pid?: string): Resonate {
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const resonate = new Resonate({ network, ...(pid && { pid }), logger: quiet });
  onTestFinished(() => resonate.stop());
  return resonate;
}

/** A value as the SDK encodes it. */
export function encoded(value: unknown): { data: string; headers: Record<string, string> } {
  return { data: Buffer.from(JSON.stringify(value)).toString('base64'), headers: {} };
}

export const head: Request['head'] = { corrId: 'c', version: '2026-04-01' };

/** A request that creates a promise of one hour. */
export function create(id: string, tags: Record<string, string> = {}, timeoutAt = Date.now() + 3_600_000) {
  return { kind: 'promise.create' as const, head, data: { id, timeoutAt, param: {}, tags } };
}

/** Resolves when `look` finds something; looks every few milliseconds. */
export async function until<T>(look: () => T | undefined | false): Promise<T> {
  for (;;) {
    const found = look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
