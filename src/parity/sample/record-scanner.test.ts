import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileSource, SourceOptions } from '../../project/index.ts';
import { recordScanner } from './record-scanner.ts';

function source(format: FileSource['format'], options: Omit<SourceOptions, 'engine'> = {}): FileSource {
  const at = { place: { file: 'config.yml', line: 1, col: 1 } };
  return { type: 'files', format, paths: [], options: { ...options, engine: {} }, at };
}

/** The beginning of a text, fed in pieces of this size. */
function cut(from: FileSource, text: string, wanted: number, pieceSize = 3): string {
  const scanner = recordScanner(from, wanted);
  if (!scanner) throw new Error('not cut as text');
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceSize) {
    const end = scanner.feed(bytes.subarray(at, at + pieceSize));
    if (end !== undefined) return bytes.subarray(0, at + end).toString() + scanner.closing();
  }
  return text;
}

describe('recordScanner', () => {
  it('counts lines of text', () => {
    expect(cut(source('text'), 'a\nb\r\nc\n', 2)).toBe('a\nb\r\n');
    expect(cut(source('text'), 'a\nb', 5)).toBe('a\nb');
  });

  it('keeps the header of CSV, and lines that go on within quotes', () => {
    expect(cut(source('csv'), 'x,y\n1,"a\nb"\n2,c\n', 1)).toBe('x,y\n1,"a\nb"\n');
    expect(cut(source('csv', { header: false }), '1,a\n2,b\n', 1)).toBe('1,a\n');
    expect(cut(source('csv'), 'x\n"say ""\n"""\nz\n', 1)).toBe('x\n"say ""\n"""\n');
    expect(cut(source('csv', { escape: '\\' }), 'x\n"a\\"\nb"\nz\n', 1)).toBe('x\n"a\\"\nb"\n');
    expect(cut(source('csv', { quote: "'", delimiter: ';' }), "x;y\n1;'a\nb'\n2;c\n", 1)).toBe(
      "x;y\n1;'a\nb'\n",
    );
  });

  it('takes a quote within a field for what it is', () => {
    expect(cut(source('csv'), 'x,y\n5" pipe,1\n6" pipe,2\n', 1)).toBe('x,y\n5" pipe,1\n');
  });

  it('counts JSON objects in lines and in an array, which it closes', () => {
    expect(cut(source('json'), '{"a":[1]}\n{"a":"}"}\n{"a":2}\n', 2)).toBe('{"a":[1]}\n{"a":"}"}\n');
    expect(cut(source('json'), '[ {"a": "\\"]"},\n {"a": [2]}, {"a": 3}]', 2)).toBe(
      '[ {"a": "\\"]"},\n {"a": [2]}]\n',
    );
  });

  it('finds the same records in any JSON, however it is fed', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.dictionary(
            fc.string(),
            fc.json().map((text) => JSON.parse(text)),
          ),
          { minLength: 1 },
        ),
        fc.boolean(),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        (objects, asArray, pieceSize, n) => {
          const wanted = 1 + (n % objects.length);
          const text = asArray
            ? JSON.stringify(objects)
            : objects.map((one) => `${JSON.stringify(one)}\n`).join('');
          const found = cut(source('json'), text, wanted, pieceSize);
          const parsed = asArray
            ? JSON.parse(found)
            : found
                .split('\n')
                .filter(Boolean)
                .map((line) => JSON.parse(line));
          expect(parsed).toEqual(JSON.parse(JSON.stringify(objects.slice(0, wanted))));
        },
      ),
    );
  });

  it('leaves Parquet to those who can read it', () => {
    expect(recordScanner(source('parquet'), 1)).toBeUndefined();
  });
});
