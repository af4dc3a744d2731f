import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageSlicer } from './slice-messages.ts';

function message(kind: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.write(kind, 'latin1');
  head.writeUInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

/** Cuts bytes at some places, each given as a part of the whole. */
function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...cuts.map((part) => Math.floor(part * bytes.length)), bytes.length].sort((a, b) => a - b);
  return places.map((end, at) => Buffer.from(bytes.subarray(places[at - 1] ?? 0, end)));
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true });

describe('MessageSlicer', () => {
  it('gives the same rows however the bytes arrive, and hands over the rest', () => {
    const contents = fc.array(fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 3000 })));
    const arrival = fc.tuple(
      contents,
      fc.uint8Array({ maxLength: 20 }),
      fc.array(fraction, { maxLength: 30 }),
    );
    fc.assert(
      fc.property(arrival, ([rows, behind, cuts]) => {
        const end = message('c', new Uint8Array());
        const sent = Buffer.concat([
          message('H', Buffer.from([1, 0, 0])),
          ...rows.flatMap((row, at) =>
            at % 7 === 3 ? [message('N', row), message('d', row)] : [message('d', row)],
          ),
          end,
          behind,
        ]);
        const got: Buffer[] = [];
        const others: string[] = [];
        const slicer = new MessageSlicer({
          row: (bytes, from, to) => got.push(bytes.subarray(from, to)),
          other: (bytes) => {
            const kind = String.fromCharCode(bytes[0] ?? 0);
            others.push(kind);
            return kind === 'c';
          },
        });
        let rest: Buffer | undefined;
        for (const chunk of cut(sent, cuts)) {
          if (rest) rest = Buffer.concat([rest, chunk]);
          else rest = slicer.push(chunk);
        }
        expect(got.map((row) => row.toString('hex'))).toEqual(
          rows.map((row) => Buffer.from(row).toString('hex')),
        );
        expect(others.filter((kind) => kind === 'N')).toHaveLength(
          rows.filter((_, at) => at % 7 === 3).length,
        );
        expect(rest?.toString('hex')).toBe(Buffer.concat([end, behind]).toString('hex'));
      }),
    );
  });

  it('copies no row that lies within one chunk', () => {
    const chunk = Buffer.concat([message('d', Buffer.from('one')), message('d', Buffer.from('two'))]);
    const rows: Buffer[] = [];
    const slicer = new MessageSlicer({ row: (bytes) => rows.push(bytes), other: () => false });
    slicer.push(chunk);
    expect(rows.map((row) => row.buffer === chunk.buffer)).toEqual([true, true]);
  });
});
