import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTexts } from './arrow-text.ts';

/** Written by PyArrow, in base64. */
const recorded: {
  readonly good: Readonly<
    Record<string, { readonly stream: string; readonly rows: readonly (readonly (string | null)[])[] }>
  >;
  readonly bad: Readonly<Record<string, string>>;
} = JSON.parse(readFileSync(new URL('./testing/arrow-streams.json', import.meta.url), 'utf8'));

function read(stream: Uint8Array): (string | null)[][] {
  return [...readTexts(stream)].flatMap(({ rows, columns }) =>
    Array.from({ length: rows }, (_, row) =>
      columns.map((column) => {
        const bytes = column(row);
        return bytes === undefined ? null : Buffer.from(bytes).toString('utf8');
      }),
    ),
  );
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(Buffer.from(base64, 'base64'));
}

describe('an Arrow stream with', () => {
  it.each(Object.entries(recorded.good))('%s is read', (_name, { stream, rows }) => {
    expect(read(bytesOf(stream))).toEqual(rows);
  });

  it.each(Object.entries(recorded.bad))('something else in it is refused: %s', (reason, stream) => {
    expect(() => read(bytesOf(stream))).toThrow(reason);
  });

  it('its end cut off, wherever that is, never gives a wrong row', () => {
    for (const { stream, rows } of Object.values(recorded.good)) {
      const whole = bytesOf(stream);
      for (let end = 0; end < whole.length; end += 7) {
        let got: unknown[] = [];
        try {
          got = read(whole.subarray(0, end));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
        expect(rows.slice(0, got.length)).toEqual(got);
      }
    }
  });

  it('nothing to do with Arrow is refused', () => {
    expect(() => read(Buffer.from('<Error>AccessDenied</Error>'))).toThrow('no Arrow stream');
  });
});
