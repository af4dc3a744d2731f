import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { badWorkflowId } from './problems.ts';

const longest = 200;

/** @throws HeadraceError (exit 2) when this cannot be the id of a workflow: steps are called `<workflow>:<step>`. */
export function checkWorkflowId(id: string): void {
  const reason =
    id === ''
      ? 'it is empty'
      : id.length > longest
        ? `it has more than ${longest} characters`
        : id.includes(':')
          ? 'colons separate a workflow from its steps'
          : /[\s\p{C}]/u.test(id)
            ? 'it may not have blanks'
            : undefined;
  if (reason) throw new HeadraceError(badWorkflowId({ id, reason }), { exitCode: exitCode.usage });
}
