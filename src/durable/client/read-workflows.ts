import { existsSync } from 'node:fs';
import { JobRegister, jobRegisterPath } from '../jobs/job-register.ts';
import { durablePath, readDurable } from '../store/index.ts';
import { readerView } from './promise-view.ts';
import { WorkflowReader } from './workflow-reader.ts';

export interface OpenReader extends Pick<WorkflowReader, 'get' | 'list' | 'history'> {
  close(): void;
}

/**
 * Opens the project's workflows to look at them, also while another process runs them.
 *
 * @returns undefined when there were none yet.
 * @throws HeadraceError when a newer Headrace wrote them.
 */
export function readWorkflows(root: string): OpenReader | undefined {
  const promises = readDurable(durablePath(root));
  if (!promises) return undefined;
  const path = jobRegisterPath(root);
  const register = existsSync(path) ? new JobRegister(path) : undefined;
  const reader = new WorkflowReader(readerView(promises), { of: (id) => register?.of(id) });
  return {
    get: (id) => reader.get(id),
    list: (filter) => reader.list(filter),
    history: (id) => reader.history(id),
    close() {
      promises.close();
      register?.close();
    },
  };
}
