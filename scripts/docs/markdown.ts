/** What the checks of the documentation need to know of a Markdown file. */
export interface Block {
  /** The first word after the fence: `console`, `yaml`, `sql`, … */
  readonly language: string;
  /** Whether the fence says that the block is wrong on purpose: ```yaml invalid. */
  readonly invalid: boolean;
  readonly text: string;
  /** What the comment right above says: `run: shop`, `file: config.yml in shop`, … */
  readonly marker: string | undefined;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** The lines of the text, from 0, as a half-open range. */
  readonly start: number;
  readonly end: number;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

const fence = /^( *)(`{3,}|~{3,})\s*([\w-]*)(.*)/;

export function readBlocks(markdown: string): Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const [, indent = '', mark, language = '', rest = ''] = fence.exec(lines[at] ?? '') ?? [];
    if (mark === undefined) continue;
    if (indent !== '') throw new Error(`line ${at + 1}: an indented code block is not checked`);
    let end = at + 1;
    while (end < lines.length && !lines[end]?.startsWith(mark)) end += 1;
    blocks.push({
      language,
      invalid: rest.trim() === 'invalid',
      text: lines.slice(at + 1, end).join('\n'),
      marker: /^<!-- (.*) -->$/.exec(lines[at - 1] ?? '')?.[1],
      line: at + 1,
      start: at + 1,
      end,
    });
    at = end;
  }
  return blocks;
}

/** The lines outside of code blocks, each with its number from 1. */
function prose(markdown: string): [line: string, number: number][] {
  const inside = readBlocks(markdown).map(({ start, end }) => [start - 1, end] as const);
  return markdown
    .split('\n')
    .map((line, index): [string, number] => [line, index + 1])
    .filter(([, number]) => !inside.some(([start, end]) => number - 1 >= start && number - 1 <= end));
}

/** Links and images, without those to other sites. */
export function readLinks(markdown: string): Link[] {
  return prose(markdown).flatMap(([text, line]) => {
    const plain = text.replace(/`[^`]*`/g, '');
    return [...plain.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target = '']) => ({ target, line }))
      .filter(({ target }) => !/^[a-z]+:/.test(target));
  });
}

/** The anchors that a forge makes of headings: lower case, hyphens for spaces, no punctuation. */
export function anchors(markdown: string): Set<string> {
  const found = new Set<string>();
  for (const [line] of prose(markdown)) {
    const [, heading] = /^#{1,6}\s+(.*)$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const slug = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    let unique = slug;
    for (let n = 1; found.has(unique); n += 1) unique = `${slug}-${n}`;
    found.add(unique);
  }
  return found;
}

/** Puts `content` between `<!-- generated: name … -->` and `<!-- end of name -->`. */
export function withGenerated(markdown: string, name: string, content: string): string {
  const region = new RegExp(`(<!-- generated: ${name}\\b[^\\n]*-->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
  if (!region.test(markdown)) throw new Error(`there is no place for "${name}"`);
  return markdown.replace(
    region,
    (_all, before: string, after: string) => `${before}\n${content}\n\n${after}`,
  );
}
