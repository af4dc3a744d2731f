import { readFileSync } from 'node:fs';
import { isRecord, type Location, usageError } from '../../kernel/index.ts';
import { checkSettings } from '../../project/index.ts';
import { unreadableSettings } from './problems.ts';
import { type ConnectorSettings, connectorSchema } from './schema.ts';

/** A connector.yml that was read; an empty one where there is none. */
export interface SettingsFile {
  /** As it was given. */
  readonly path: string;
  readonly exists: boolean;
  readonly settings: ConnectorSettings;
  /** The place of the value at a path, or of the nearest thing around it that is written. */
  at(path: readonly (string | number)[]): Location | undefined;
}

/**
 * Reads a connector.yml. References such as `${env:NAME}` stay as they are written: whoever uses a credential
 * resolves it, with `resolveLate`.
 *
 * @throws HeadraceError (exit code 2) with everything that is wrong with it, each at its line.
 */
export function readConnectorSettings(path: string): SettingsFile {
  const text = textOf(path);
  if (text === undefined) return { path, exists: false, settings: {}, at: () => undefined };
  const { value, problems, at } = checkSettings(
    { file: path, text, whole: 'connector.yml' },
    connectorSchema,
  );
  if (value === undefined) throw usageError(problems);
  return { path, exists: true, settings: value, at };
}

/** Undefined when there is no such file. */
function textOf(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (isRecord(error) && error.code === 'ENOENT') return undefined;
    const reason = error instanceof TypeError ? 'it is not UTF-8 text' : reasonOf(error);
    throw usageError([unreadableSettings({ file: path, reason })], error);
  }
}

function reasonOf(error: unknown): string {
  const code = isRecord(error) ? error.code : undefined;
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'it may not be read';
  return error instanceof Error ? error.message : String(error);
}
