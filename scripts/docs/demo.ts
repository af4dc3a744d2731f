import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './examples.ts';
import { root } from './generate.ts';
import { readBlocks } from './markdown.ts';

/** Inside of the repository, where the packages of the example are found. */
const folder = join(root, '.cache', 'docs demo', 'wordnet');

/** Runs the demo from its beginning, in a copy of its project. @returns what it prints. */
export async function runDemo(): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const made = /[/\\](landing|\.headrace|node_modules|schemas)$/;
  cpSync(join(root, 'examples', 'wordnet'), folder, { recursive: true, filter: (path) => !made.test(path) });
  try {
    return await outputOf(join(root, 'scripts', 'demo.ts'), folder, commandLine());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outputOf(script: string, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
      });
    }
    child.on('error', reject).on('close', () => resolve(output.trim()));
  });
}

/** What a page shows of the demo, between a comment `demo` and the end of its block. */
export function shownDemo(markdown: string): string | undefined {
  return readBlocks(markdown).find(({ marker }) => marker === 'demo')?.text;
}

export function withDemo(markdown: string, output: string): string {
  const block = readBlocks(markdown).find(({ marker }) => marker === 'demo');
  if (!block) return markdown;
  const lines = markdown.split('\n');
  return [...lines.slice(0, block.start), output, ...lines.slice(block.end)].join('\n');
}
