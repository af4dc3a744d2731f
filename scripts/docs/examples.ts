import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Block, readBlocks } from './markdown.ts';

/**
 * How an example is marked: with an HTML comment on the line above its block.
 *
 *   run: shop                  `$ ` commands of a console block, in the folder `shop` (empty at first)
 *   run: shop from init        the same; at first `shop` is what `headrace init` makes
 *   run: shop from data        the same; only its raw files
 *   file: a/b.sql in shop      the block is written to that file of the folder `shop`
 *   yaml: config               the block is a whole configuration
 *   yaml: table                the block is the rest of one table of a configuration
 *   yaml: source, yaml: vector the block is the `source:` of a table, the `vector:` of an index
 *   yaml: search               the block is the `search:` of a configuration
 *   sql: shop                  the block is a query over the tables of `shop`
 *   not run: why               looks like an example, but is not executed
 *
 * A block whose fence says `invalid` is wrong on purpose. Folders belong to one document; its blocks are executed from top to bottom. Output is compared with
 * what the document says, where `…` matches anything; see `sameOutput`.
 */
export type Marker =
  | { readonly kind: 'run' | 'sql'; readonly folder: string; readonly from?: string | undefined }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly folder: string;
      readonly from?: string | undefined;
    }
  | { readonly kind: 'yaml'; readonly what: YamlPart }
  | { readonly kind: 'not run'; readonly why: string };

const yamlParts = ['config', 'table', 'source', 'search', 'vector'] as const;
export type YamlPart = (typeof yamlParts)[number];

/** Languages of blocks that look as if they could be executed. */
const executable = new Set([
  'console',
  'sh',
  'shell',
  'bash',
  'yaml',
  'yml',
  'sql',
  'ts',
  'typescript',
  'js',
]);

export function readMarker(block: Block): Marker | undefined {
  const text = block.marker ?? '';
  const place = /^(run|sql): ([\w-]+)(?: from (init|data))?$/.exec(text);
  if (place) {
    return { kind: place[1] === 'run' ? 'run' : 'sql', folder: place[2] ?? '', from: place[3] };
  }
  const file = /^file: (\S+) in ([\w-]+)(?: from (init|data))?$/.exec(text);
  if (file) return { kind: 'file', path: file[1] ?? '', folder: file[2] ?? '', from: file[3] };
  const what = yamlParts.find((part) => text === `yaml: ${part}`);
  if (what) return { kind: 'yaml', what };
  const why = /^not run: (.+)$/.exec(text)?.[1];
  return why === undefined ? undefined : { kind: 'not run', why };
}

/** Blocks that look executable and say nothing about it. */
export function unmarked(blocks: readonly Block[]): Block[] {
  return blocks.filter((block) => executable.has(block.language) && readMarker(block) === undefined);
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What is built, unless the source has changed since. */
export function commandLine(): string {
  const [built, source] = [join(root, 'dist/bin.js'), join(root, 'src')];
  const newest = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((file) => statSync(join(source, file)).mtimeMs)
    .reduce((a, b) => Math.max(a, b));
  const isCurrent = existsSync(built) && statSync(built).mtimeMs >= newest;
  return isCurrent ? built : join(source, 'bin.ts');
}

/** The folders of one document, in a temporary folder whose path holds a space. */
export class Workspace {
  readonly base: string;
  readonly #cwd = new Map<string, string>();
  readonly #path: string;

  constructor() {
    this.base = mkdtempSync(join(tmpdir(), 'headrace docs '));
    const bin = join(this.base, '.bin');
    mkdirSync(bin);
    const command = join(bin, 'headrace');
    writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${commandLine()}" "$@"\n`);
    chmodSync(command, 0o755);
    this.#path = `${bin}${delimiter}${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  }

  /** The folder of this name; made when it is met for the first time. */
  folder(name: string, from?: string): string {
    const folder = join(this.base, name);
    if (existsSync(folder)) return folder;
    mkdirSync(folder);
    if (from !== undefined) this.#execute('headrace init --quiet', folder);
    if (from === 'data')
      for (const part of ['config.yml', 'transformations']) rmSync(join(folder, part), { recursive: true });
    return folder;
  }

  write(folder: string, path: string, text: string): void {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }

  /** Runs one command line; what it prints, both streams together, without the temporary folder. */
  command(name: string, line: string, from?: string): { output: string; status: number } {
    const start = this.folder(name, from);
    const cwd = this.#cwd.get(name) ?? start;
    const { output, status, endedIn } = this.#execute(line, cwd);
    this.#cwd.set(name, endedIn);
    return { output, status };
  }

  #execute(line: string, cwd: string): { output: string; status: number; endedIn: string } {
    const script = `exec 2>&1\n${line}\nheadrace_status=$?\nprintf '\\036%s' "$PWD"\nexit $headrace_status`;
    const { stdout, status } = spawnSync('bash', ['-c', script], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, PATH: this.#path, NO_COLOR: '1', FORCE_COLOR: undefined, CI: undefined },
      timeout: 120_000,
      input: '',
    });
    const [output = '', endedIn = cwd] = stdout.split('\u001e');
    return { output: anonymous(output.replaceAll(this.base, '…')).trimEnd(), status: status ?? 1, endedIn };
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

/** Whoever brings the documentation up to date does not stand in it. */
function anonymous(output: string): string {
  const { username } = userInfo();
  return output
    .replaceAll(`${username}@${hostname()}`, 'you@laptop')
    .replaceAll(
      new RegExp(`(?<= (?:batch|streaming) +)${username}(?= +headrace )`, 'g'),
      'you'.padEnd(username.length),
    );
}

/** The `$ ` commands of a console block, each with the output that is shown below it. */
function readCommands(block: Block): { command: string; output: string }[] {
  const commands: { command: string; output: string }[] = [];
  for (const line of block.text.split('\n')) {
    const last = commands.at(-1);
    if (line.startsWith('$ ')) commands.push({ command: line.slice(2), output: '' });
    else if (last && line.startsWith('> ') && last.output === '') last.command += `\n${line.slice(2)}`;
    else if (last) last.output += `${last.output === '' ? '' : '\n'}${line}`;
  }
  return commands.map(({ command, output }) => ({ command, output: output.trimEnd() }));
}

export interface Executed {
  readonly block: Block;
  readonly command: string;
  readonly shown: string;
  readonly output: string;
  readonly status: number;
}

/** Executes the examples of one document, from top to bottom. The caller removes the workspace. */
export function executeExamples(markdown: string, workspace: Workspace): Executed[] {
  return readBlocks(markdown).flatMap((block) => executeBlock(block, workspace));
}

function executeBlock(block: Block, workspace: Workspace): Executed[] {
  const marker = readMarker(block);
  if (marker?.kind === 'file') {
    workspace.write(workspace.folder(marker.folder, marker.from), marker.path, block.text);
    return [];
  }
  if (marker?.kind === 'sql') {
    const command = `headrace query - <<'END_OF_SQL'\n${block.text}\nEND_OF_SQL`;
    const { output, status } = workspace.command(marker.folder, command, marker.from);
    return [{ block, command, shown: '…', output, status }];
  }
  if (marker?.kind !== 'run') return [];
  return readCommands(block).map(({ command, output: shown }) => {
    const { output, status } = workspace.command(marker.folder, command, marker.from);
    return { block, command, shown, output, status };
  });
}

/**
 * Whether a command printed what the document shows. Times, ids of runs and scores differ each time;
 * tables that are built at the same time finish in any order; `…` in the document matches anything.
 */
export function sameOutput(shown: string, output: string): boolean {
  const pattern = comparable(shown)
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('[\\s\\S]*?');
  return new RegExp(`^${pattern}$`).test(comparable(output));
}

/** A text without what differs from run to run. */
export function comparable(text: string): string {
  const masked = text
    .replace(/\b\d{8}-\d{6}-[0-9a-f]{4}\b/g, '<run>')
    .replace(
      /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?=\s+(?:done|failed|interrupted|running|crashed|\S+@))/g,
      '<time>',
    )
    .replace(/\S+@\S+(?= {2}duckdb)/g, '<who>')
    .replace(/(?<= (?:batch|streaming) +)\S+(?= +headrace )/g, '<who>')
    .replace(/\b\d+(?:\.\d+)? (?:ms|s|min)\b(?: \d+ s\b)?/g, '<time>')
    .replace(/\([\d,]+\/s\)/g, '(<speed>)')
    .replace(/(<time>) ago\b|\bjust now\b/g, '<time> ago')
    .replace(/"(at|startedAt|durationMs|publishedAt|pid|score)":\s*-?[\d.]+/g, '"$1":<number>')
    .replace(/(?<=^ *\d+\. .*) {2}\d+\.\d{3}$/gm, '  <score>')
    .replace(/[ \t]+/g, ' ')
    .replace(/ +$/gm, '');
  return sortedOutcomes(masked.split('\n')).join('\n').trim();
}

/** Tables that need nothing from each other finish in any order. */
function sortedOutcomes(lines: readonly string[]): string[] {
  const result: string[] = [];
  let together: string[] = [];
  for (const line of lines) {
    if (/^[✓–⊘] /.test(line)) {
      together.push(line);
      continue;
    }
    result.push(...together.sort(), line);
    together = [];
  }
  return [...result, ...together.sort()];
}

/** The document with the output of every console block as it was just now, where it is another. */
export function withOutputs(markdown: string, executed: readonly Executed[]): string {
  const lines = markdown.split('\n');
  const byBlock = Map.groupBy(
    executed.filter(({ block }) => block.language === 'console'),
    ({ block }) => block,
  );
  for (const [block, commands] of [...byBlock].reverse()) {
    const text = commands.map(({ command, shown, output }) => {
      const kept = sameOutput(shown, output) ? shown : output;
      const typed = `$ ${command.replaceAll('\n', '\n> ')}`;
      return kept === '' ? typed : `${typed}\n${kept}`;
    });
    lines.splice(block.start, block.end - block.start, ...text.join('\n').split('\n'));
  }
  return lines.join('\n');
}
