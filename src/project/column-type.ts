import { nearest } from '../kernel/index.ts';

/** Types without parts. Together with decimal, array, map and struct they are all that columns have. */
const simpleTypes = [
  ...['string', 'boolean', 'tinyint', 'smallint', 'int', 'integer', 'bigint', 'float', 'double'],
  ...['date', 'timestamp', 'timestamp_ntz', 'binary'],
];
const examples: Readonly<Record<string, string>> = {
  decimal: 'decimal(10,2)',
  array: 'array<string>',
  map: 'map<string,int>',
  struct: 'struct<name:string,age:int>',
};
const typeNames = [...simpleTypes, ...Object.keys(examples)];

/** What other systems call them. */
const otherNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    string: 'text varchar char character str json uuid time',
    boolean: 'bool bit',
    tinyint: 'byte int8',
    smallint: 'short int2 int16',
    int: 'int4 int32',
    bigint: 'long int64 hugeint',
    float: 'real float4 float32',
    double: 'float8 float64 number',
    decimal: 'numeric dec',
    timestamp: 'datetime timestamptz timestamp_ltz',
    binary: 'blob bytes bytea varbinary',
    array: 'list',
    struct: 'object row record',
  }).flatMap(([type, names]) => names.split(' ').map((name) => [name, type])),
);

const maxDepth = 100;

export interface TypeMistake {
  /** What is wrong, as part of a sentence; not said where nothing of the text is right. */
  readonly reason?: string;
  /** The type that was probably meant. */
  readonly meant?: string | undefined;
}

/**
 * Checks a neutral column type (Spark SQL's notation).
 * @returns undefined when it is well-formed.
 */
export function typeMistake(text: string): TypeMistake | undefined {
  if (text.trim() === '') return { reason: 'it is empty' };
  const end = readType(text, 0, 0);
  if (typeof end !== 'number') return end;
  const rest = text.slice(end).trim();
  if (rest === '') return undefined;
  return /^\[\d*\]$/.test(rest)
    ? { reason: 'lists are written in another way', meant: `array<${text.slice(0, end).trim()}>` }
    : { reason: `"${shortened(rest)}" is left over at its end` };
}

/** The offset after what was read. */
type Read = number | TypeMistake;

function readType(text: string, start: number, depth: number): Read {
  if (depth > maxDepth) return { reason: 'it is nested too deeply' };
  const [all, word = ''] = matchAt(/\s*([A-Za-z_][A-Za-z0-9_]*)/y, text, start) ?? [];
  if (all === undefined) {
    const rest = text.slice(start).trim();
    return {
      reason: rest === '' ? 'a type is missing at its end' : `no type starts with "${shortened(rest)}"`,
    };
  }
  const type = word.toLowerCase();
  const after = start + all.length;
  if (simpleTypes.includes(type)) return after;
  if (type === 'decimal') return readDecimal(text, after);
  const example = examples[type];
  if (example === undefined) {
    const meant = otherNames.get(type) ?? nearest(type, typeNames);
    return text.trim() === word ? { meant } : { reason: `there is no type "${shortened(word)}"`, meant };
  }
  const open = matchAt(/\s*</y, text, after);
  if (!open) return { reason: `${type} says what it holds, as in ${example}` };
  const inside = after + open[0].length;
  return type === 'struct'
    ? readFields(text, inside, depth)
    : readParts(text, inside, depth, type === 'map' ? 2 : 1);
}

function readDecimal(text: string, start: number): Read {
  const [all, precision, scale = '0'] = matchAt(/\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)/y, text, start) ?? [];
  if (all === undefined) {
    return matchAt(/\s*\([^)]*$/y, text, start)
      ? notClosed('(')
      : { reason: `decimal says its digits, as in ${examples.decimal}` };
  }
  const digits = Number(precision);
  if (digits < 1 || digits > 38) return { reason: 'a decimal has 1 to 38 digits' };
  if (Number(scale) > digits) return { reason: 'a decimal has no more digits after the point than in all' };
  return start + all.length;
}

/** The types inside `array<…>` and `map<…,…>`. */
function readParts(text: string, start: number, depth: number, count: number): Read {
  let at = start;
  for (let part = 1; part <= count; part += 1) {
    const read = readType(text, at, depth + 1);
    if (typeof read !== 'number') return read;
    const next = matchAt(/\s*([,>])/y, text, read);
    if (!next) return text.slice(read).trim() === '' ? notClosed('<') : leftOver(text, read);
    if ((next[1] === '>') !== (part === count)) {
      return { reason: count === 2 ? `a map has two types, as in ${examples.map}` : 'an array has one type' };
    }
    at = read + next[0].length;
  }
  return at;
}

/** The `name:type` pairs inside `struct<…>`; names of any kind stand in backquotes. */
function readFields(text: string, start: number, depth: number): Read {
  let at = start;
  while (true) {
    const name = matchAt(/(?:\s*(?:`(?:[^`]|``)+`|"[^"]+")\s*|[^`":<>,]+):/y, text, at);
    if (!name || name[0].trim() === ':')
      return { reason: `fields are written name:type, as in ${examples.struct}` };
    const read = readType(text, at + name[0].length, depth + 1);
    if (typeof read !== 'number') return read;
    const next = matchAt(/\s*([,>])/y, text, read);
    if (!next) return text.slice(read).trim() === '' ? notClosed('<') : leftOver(text, read);
    at = read + next[0].length;
    if (next[1] === '>') return at;
  }
}

function leftOver(text: string, at: number): TypeMistake {
  return { reason: `"${shortened(text.slice(at).trim())}" cannot follow there` };
}

function notClosed(bracket: string): TypeMistake {
  return { reason: `its "${bracket}" is not closed` };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function shortened(text: string): string {
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}
