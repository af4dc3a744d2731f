import { exitCode, HeadraceError } from '../../kernel/index.ts';
import { type EngineRequest, engineNotHere, type RunResult } from '../../run/index.ts';

export async function runPlan(_request: EngineRequest): Promise<RunResult> {
  throw new HeadraceError(engineNotHere({ engine: 'databricks' }), { exitCode: exitCode.usage });
}
