import type { Workspace } from '../../databricks/index.ts';
import { shortName } from '../../deploy/index.ts';
import { exitCode, HeadraceError } from '../../kernel/index.ts';
import type { TriggerPlan } from './plan-triggers.ts';
import { notSettled } from './problems.ts';
import type { TriggerRequest } from './trigger-request.ts';

const reference = /\$\{[^}]*\}/g;

/**
 * Fills in what the official tool fills in when it deploys: a target's schema may be
 * `shop_${workspace.current_user.short_name}`, and the job wants the table's own name. The workspace is asked who
 * we are only where a plan wants to know.
 *
 * @throws HeadraceError (exit code 2) with every plan that refers to something else.
 */
export async function settleTables(
  plans: readonly TriggerPlan[],
  workspace: Workspace,
  { project, signal }: Pick<TriggerRequest, 'project' | 'signal'>,
): Promise<readonly TriggerPlan[]> {
  if (!plans.some(({ parameters }) => parameters.source_table?.includes('${'))) return plans;
  const me = await workspace.me({ signal });
  const known = new Map([
    ['${workspace.current_user.short_name}', shortName(me)],
    ['${workspace.current_user.userName}', me.userName],
    ['${bundle.name}', project?.bundle.name],
    ['${bundle.target}', project?.target.name],
  ]);
  const settled = plans.map((plan) => {
    const table = plan.parameters.source_table?.replace(reference, (text) => known.get(text) ?? text);
    return { ...plan, parameters: { ...plan.parameters, source_table: table } };
  });
  const problems = settled.flatMap(({ load, parameters }) => {
    const references = parameters.source_table?.match(reference) ?? [];
    return references.length > 0 ? [notSettled({ load, references })] : [];
  });
  if (problems.length > 0) throw new HeadraceError(problems, { exitCode: exitCode.usage });
  return settled;
}
