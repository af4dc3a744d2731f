import type { CiPlan, Platform } from './ci-plan.ts';

/** What a person still has to do on the platform: no file can do it. One sentence each. */
export function nextSteps(platform: Platform, plan: CiPlan): readonly string[] {
  const targets = [plan.dev, plan.prod].flatMap((one) => one?.target ?? []);
  const words = platformWords[platform];
  const shared = [...plan.env, ...plan.testEnv];
  const own = signInVariables(platform, plan);
  const included = `include: [{local: ${plan.folder}/.gitlab-ci.yml}]`;
  return [
    ...(shared.length > 0 ? [`${words.shared}: ${shared.join(', ')}.`] : []),
    ...(targets.length > 0 ? [words.environments(targets, own)] : []),
    ...(plan.prod ? [words.approval(plan.prod.target)] : []),
    ...(targets.length > 0 && plan.auth === 'oidc'
      ? ['In Databricks: give the service principal a federation policy for this repository.']
      : []),
    ...(plan.folder !== '' && platform === 'gitlab'
      ? [`In the .gitlab-ci.yml of the repository: ${included}.`]
      : []),
  ];
}

/** What the two targets have each in their own way. */
function signInVariables(platform: Platform, { auth, dev, prod }: CiPlan): string {
  return [
    'DATABRICKS_CLIENT_ID',
    ...(auth === 'secret' ? ['DATABRICKS_CLIENT_SECRET'] : []),
    ...(auth === 'oidc' && platform === 'gitlab' ? ['DATABRICKS_ACCOUNT_ID'] : []),
    ...(dev?.needsHost || prod?.needsHost ? ['DATABRICKS_HOST'] : []),
  ].join(', ');
}

interface Words {
  readonly shared: string;
  readonly environments: (targets: readonly string[], variables: string) => string;
  readonly approval: (target: string) => string;
}

const platformWords: Readonly<Record<Platform, Words>> = {
  github: {
    shared: 'In GitHub: give the repository these variables or secrets',
    environments: (targets, variables) =>
      `In GitHub: make ${environments(targets)}, each with its own ${variables}.`,
    approval: (target) =>
      `There too: require reviewers for "${target}", or tags are deployed without approval.`,
  },
  azure: {
    shared: 'In Azure DevOps: give the pipeline these variables',
    environments: (targets, variables) =>
      `In Azure DevOps: make ${environments(targets)}, each with an exclusive lock, and for each a variable group (${targets
        .map((name) => `headrace-${name}`)
        .join(', ')}) with ${variables}.`,
    approval: (target) => `There too: add an approval to "${target}", or tags are deployed without one.`,
  },
  gitlab: {
    shared: 'In GitLab: give the project these CI/CD variables',
    environments: (targets, variables) =>
      `In GitLab: make ${environments(targets)}, and CI/CD variables for each of them: ${variables}.`,
    approval: (target) => `There too: protect "${target}", so that only some may press the button.`,
  },
};

function environments(targets: readonly string[]): string {
  const names = targets.map((name) => `"${name}"`);
  return names.length === 1 ? `an environment ${names[0]}` : `environments ${names.join(' and ')}`;
}
