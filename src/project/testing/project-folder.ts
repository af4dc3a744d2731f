import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Problem } from '../../kernel/index.ts';
import { type LoadOptions, loadProject } from '../load-project.ts';
import type { Project } from '../types.ts';

/** Path relative to the project -> content. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Writes a whole tiny project into a temporary folder, which goes away with the test. */
export function projectFolder(files: Files): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'headrace-project-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  addFiles(root, files);
  return root;
}

export function addFiles(root: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** Loads a project from nothing but its files; the environment is empty unless given. */
export async function load(files: Files, options: Partial<LoadOptions> = {}): Promise<Project> {
  return loadProject({ root: projectFolder(files), env: {}, ...options });
}

/** A problem on one line, to be compared whole: `HR-CONFIG-005 config.yml:3:5 "nam" is no key of …`. */
export function outline(problems: readonly Problem[]): string[] {
  return problems.map(({ code, place, message }) =>
    [code, place && `${place.file}:${place.line}:${place.col}`, message].filter(Boolean).join(' '),
  );
}
