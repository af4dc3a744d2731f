import type { GeneratedFile } from '../generated/index.ts';
import { azureFile } from './azure.ts';
import type { CiPlan, Platform } from './ci-plan.ts';
import { githubFile } from './github.ts';
import { gitlabFile } from './gitlab.ts';

interface PlatformFile {
  readonly file: GeneratedFile;
  /** Where its path begins. */
  readonly from: 'repository' | 'project';
}

/** The file of one platform that does what the plan says. */
export function ciFile(platform: Platform, plan: CiPlan): PlatformFile {
  if (platform === 'github') return { file: githubFile(plan), from: 'repository' };
  return { file: platform === 'azure' ? azureFile(plan) : gitlabFile(plan), from: 'project' };
}
