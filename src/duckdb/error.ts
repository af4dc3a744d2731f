import { isRecord, parseJson } from '../kernel/index.ts';

/** What DuckDB says of a failed statement. */
export interface DuckDBErrorInfo {
  /** `Binder`, `Catalog`, `Conversion`, `INTERRUPT`, … */
  readonly type: string;
  readonly message: string;
  /** 0-based offset into the statement, in bytes of its UTF-8 form. */
  readonly position: number | undefined;
}

const interrupted = /\bINTERRUPT\b|Interrupted!/;

/** Reads an error thrown by DuckDB under `errors_as_json` (whose text may carry a prefix). */
export function readDuckDBError(error: unknown): DuckDBErrorInfo {
  const text = error instanceof Error ? error.message : String(error);
  const start = text.indexOf('{"exception_type"');
  if (start >= 0) {
    const parsed = parseJson(text.slice(start));
    if (isRecord(parsed)) {
      const position = Number(parsed.position);
      return {
        type: String(parsed.exception_type),
        message: String(parsed.exception_message),
        position: Number.isInteger(position) && parsed.position !== undefined ? position : undefined,
      };
    }
  }
  return {
    type: interrupted.test(text) ? 'INTERRUPT' : 'Unknown',
    message: text.replace(/^\w+ Error: /, ''),
    position: undefined,
  };
}

/** Whether the statement was cancelled by us. */
export function isInterrupt(error: unknown): boolean {
  return interrupted.test(error instanceof Error ? error.message : String(error));
}
