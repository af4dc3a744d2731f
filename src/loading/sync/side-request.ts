import type { Project } from '../../project/index.ts';
import type { VariableName } from '../settings/variables.ts';

/** Says between what a command works that has a table on one side and an index on the other. */
export interface SideRequest {
  /** Folder of the project, or where `.headrace/` goes without one. */
  readonly root: string;
  readonly project: Project | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** Variables given on the command line. */
  readonly flags: Readonly<Partial<Record<VariableName, string>>>;
  /** Name under `search.indexes`. */
  readonly index?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly table?: string | undefined;
  readonly key?: string | undefined;
  readonly updatedAt?: string | undefined;
  readonly versionColumn?: string | undefined;
  readonly deadLetters?: string | undefined;
  readonly signal: AbortSignal;
}
