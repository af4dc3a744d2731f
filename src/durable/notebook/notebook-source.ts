import { readFileSync } from 'node:fs';

const helper = new URL('headrace_callback.py', import.meta.url);

const work = `
# Here goes what the notebook is for.
rows = 3
`.trim();

const end = `
# The workflow that waits goes on with this value. A notebook that fails need not say so: its run is watched.
resolve({"rows": rows})
`.trim();

/** A notebook as Databricks imports it: the helper, a place for the work, and the callback; also a Python program. */
export function notebookSource(): string {
  const cells = [readFileSync(helper, 'utf8').trim(), work, end];
  return `# Databricks notebook source\n${cells.join('\n\n# COMMAND ----------\n\n')}\n`;
}
