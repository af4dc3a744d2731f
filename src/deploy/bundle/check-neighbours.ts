import type { Problem } from '../../kernel/index.ts';
import type { Project } from '../../project/index.ts';
import { targetMode } from '../cli/target-mode.ts';
import { sameNames, sameTables } from './problems.ts';

/**
 * Targets of one workspace that are in each other's way: a table belongs to one pipeline, and no two pipelines
 * have the same name.
 */
export function checkNeighbours(projects: readonly Project[]): Problem[] {
  return projects.flatMap((project, index) => {
    const { target } = project;
    const neighbours = projects.slice(0, index).filter((other) => isNeighbour(other, project));
    const names = (found: readonly Project[]): readonly string[] => found.map(({ target }) => target.name);
    const tables = neighbours.filter(
      (other) => other.target.catalog === target.catalog && other.target.schema === target.schema,
    );
    const named = neighbours.filter(
      (other) => !tables.includes(other) && prefixOf(other) === prefixOf(project),
    );
    return [
      ...names(tables).map((other) => sameTables({ target: target.name, other }, target.at)),
      ...names(named).map((other) => sameNames({ target: target.name, other }, target.at)),
    ];
  });
}

function isNeighbour({ target: a }: Project, { target: b }: Project): boolean {
  return a.host !== undefined && withoutSlash(a.host) === withoutSlash(b.host ?? '');
}

function withoutSlash(host: string): string {
  return host.toLowerCase().replace(/\/+$/, '');
}

/** What stands before the names of a target's resources. */
function prefixOf({ target }: Project): string {
  return target.presets?.name_prefix ?? (targetMode(target) === 'development' ? '[dev …] ' : '');
}
