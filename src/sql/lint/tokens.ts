/** A piece of SQL as DuckDB's scanner would cut it. Comments and white space are left out. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'escaped' | 'dollar' | 'number' | 'sign';
  readonly text: string;
  /** 0-based, in characters. */
  readonly offset: number;
}

const pattern = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*[\s\S]*?\*/)`,
    String.raw`(?<escaped>[eE]'(?:[^'\\]|\\.|'')*')`,
    `(?<text>'(?:[^']|'')*')`,
    `(?<name>"(?:[^"]|"")*")`,
    String.raw`(?<dollar>\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$)`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{N}_$]*)`,
    String.raw`(?<number>\d[\w.]*)`,
    String.raw`(?<sign>::|[^\s])`,
  ].join('|'),
  'gu',
);

const kinds = ['escaped', 'text', 'name', 'dollar', 'word', 'number', 'sign'] as const;

/** Cuts SQL that the parser has accepted into tokens. */
export function tokens(sql: string): Token[] {
  return [...sql.matchAll(pattern)].flatMap(({ 0: text, index, groups }) => {
    const kind = kinds.find((name) => groups?.[name] !== undefined);
    return kind === undefined ? [] : [{ kind, text, offset: index }];
  });
}
