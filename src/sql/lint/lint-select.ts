import { byteToCharOffset, isRecord, type Problem } from '../../kernel/index.ts';
import type { Finding } from './finding.ts';
import * as problem from './problems.ts';
import { lintText } from './text-rules.ts';
import { type Judgement, judge, type Node, unnamedColumns } from './tree-rules.ts';

/**
 * Finds what DuckDB and Spark would not read alike in one SELECT.
 *
 * @param tree its syntax tree, as `json_serialize_sql` of DuckDB gives it.
 */
export function lintSelect(sql: string, tree: unknown): Finding[] {
  const found = lintText(sql);
  const bytes = Buffer.from(sql);
  const add = ({ problem, at, length }: Judgement, fallback: number): void => {
    found.push({ problem, offset: byteToCharOffset(sql, at ?? fallback), length });
  };
  const visit = (node: unknown, parents: readonly Node[], nearest: number): void => {
    if (Array.isArray(node)) {
      for (const item of node) visit(item, parents, nearest);
    } else if (isRecord(node)) {
      const at = typeof node.query_location === 'number' ? node.query_location : nearest;
      for (const judgement of judge(node, parents, (from) => bytes.subarray(from, from + 64).toString())) {
        add(judgement, at);
      }
      for (const value of Object.values(node)) visit(value, [node, ...parents].slice(0, 2), at);
    }
  };
  visit(tree, [], 0);
  for (const at of unnamedColumns(tree)) add({ problem: problem.unnamedColumn({}), at, length: 1 }, 0);
  return found.sort((a, b) => a.offset - b.offset).filter(once());
}

/** Sugar can be two nodes at one place. */
function once(): (finding: Finding) => boolean {
  const seen = new Set<string>();
  const key = (found: Problem, offset: number): string => `${found.code} ${offset} ${found.message}`;
  return (finding) => {
    const id = key(finding.problem, finding.offset);
    return !seen.has(id) && Boolean(seen.add(id));
  };
}
