import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { notText } from './problems.ts';

/** How the text of a file is written as bytes. Spreadsheets begin files with a mark, and some need it. */
export interface Encoding {
  readonly name: 'utf-8' | 'utf-16le';
  readonly mark: boolean;
}

const bom = '\uFEFF';

/** @throws HeadraceError (exit code 2) when the bytes are in none of the encodings that a mark or UTF-8 says. */
export function decodeText(file: string, bytes: Uint8Array): { text: string; encoding: Encoding } {
  const name = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  try {
    const text = new TextDecoder(name, { fatal: true, ignoreBOM: true }).decode(bytes);
    const mark = text.startsWith(bom);
    return { text: mark ? text.slice(1) : text, encoding: { name, mark } };
  } catch (error) {
    throw new HeadraceError(notText({ file }), { exitCode: exitCode.usage, cause: error });
  }
}

export function encodeText(text: string, { name, mark }: Encoding): Uint8Array {
  return Buffer.from(mark ? bom + text : text, name === 'utf-8' ? 'utf8' : 'utf16le');
}
