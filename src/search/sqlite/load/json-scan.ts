/**
 * Looks into JSON text without parsing it. All of this takes for granted that the text is valid JSON
 * (`JSON.parse` has accepted it): what is cut out of it leaves every other byte as it was, while
 * parsing and writing anew would round large numbers.
 */

/** The position behind the string that starts at `start`. */
function stringEnd(text: string, start: number): number {
  let quote = start;
  while (true) {
    quote = text.indexOf('"', quote + 1);
    let slashes = 0;
    while (text[quote - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
}

/** The position behind the value that starts at `start`. */
function valueEnd(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return stringEnd(text, start);
  if (first !== '{' && first !== '[') return next(/[,\]}\s]/g, text, start) ?? text.length;
  const structure = /["{}[\]]/g;
  let depth = 0;
  let position: number | undefined = start;
  while (position !== undefined) {
    const found = text[position];
    if (found === '{' || found === '[') depth += 1;
    else if (found !== '"') depth -= 1;
    const behind = found === '"' ? stringEnd(text, position) : position + 1;
    if (depth === 0) return behind;
    position = next(structure, text, behind);
  }
  return text.length;
}

/** Where the pattern matches, at or behind `from`. */
function next(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index;
}

/** @returns whether lists and objects are nested more than `limit` levels deep. */
export function isDeeperThan(limit: number, text: string): boolean {
  // Every level has an opening and a closing bracket.
  if (text.length <= 2 * limit) return false;
  const structure = /["{}[\]]/g;
  let depth = 0;
  let position = next(structure, text, 0);
  while (position !== undefined) {
    const found = text[position];
    if (found === '{' || found === '[') depth += 1;
    else if (found !== '"') depth -= 1;
    if (depth > limit) return true;
    position = next(structure, text, found === '"' ? stringEnd(text, position) : position + 1);
  }
  return false;
}

/**
 * The text of an object without one of its members.
 *
 * @param path leads to the member through objects; where there is no such member, the text is as it was.
 */
export function withoutMember(text: string, path: readonly string[]): string {
  const [name, ...inner] = path;
  const kept: string[] = [];
  let changed = false;
  let start = skipSpace(text, skipSpace(text, 0) + 1);
  while (text[start] === '"') {
    const keyEnd = stringEnd(text, start);
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1);
    const end = valueEnd(text, value);
    if (!namesKey(text.slice(start, keyEnd), name)) {
      kept.push(text.slice(start, end));
    } else if (inner.length === 0) {
      changed = true;
    } else {
      const whole = text.slice(value, end);
      const left = whole.startsWith('{') ? withoutMember(whole, inner) : whole;
      changed ||= left !== whole;
      kept.push(text.slice(start, value) + left);
    }
    // Behind the comma, or the object's end.
    start = skipSpace(text, skipSpace(text, end) + 1);
  }
  return changed ? `{${kept.join(',')}}` : text;
}

/** @returns whether the key, as it is written, is this name: `"a"` can also be written `"\u0061"`. */
function namesKey(written: string, name: string | undefined): boolean {
  return written.includes('\\') ? JSON.parse(written) === name : written.slice(1, -1) === name;
}

function skipSpace(text: string, from: number): number {
  return next(/[^\s]/g, text, from) ?? text.length;
}
