import type { Problem } from '../../kernel/index.ts';
import type { CiConfig, CiTarget } from '../../project/index.ts';
import { nothingToDeploy, targetNotOnDatabricks } from './problems.ts';
import { nodeVersion, ruffVersion } from './versions.ts';

export type Platform = 'github' | 'azure' | 'gitlab';

/** What lies around the project; see `lookAround`. */
export interface Surroundings {
  /** The project's folder from the root of its repository, with `/`; empty when it is the root. */
  readonly folder: string;
  readonly packageJson: { readonly hasLock: boolean; readonly hasHeadrace: boolean } | undefined;
}

/** Commands with a name, run in the project's folder. */
export interface CiStep {
  readonly name: string;
  readonly run: readonly string[];
}

export interface Deployment {
  readonly target: string;
  readonly step: CiStep;
  /** Whether the platform has to say which workspace it is. */
  readonly needsHost: boolean;
}

/** What CI does, in no platform's words. */
export interface CiPlan {
  readonly folder: string;
  readonly branch: string;
  readonly install: CiStep;
  /** The file, from the project's folder, that says what is installed: what is cached depends on it. */
  readonly installedFrom: string | undefined;
  readonly lintPython: CiStep;
  readonly validate: CiStep;
  readonly test: CiStep | undefined;
  /** Sees that the bundle is up to date, and makes `packageFile`; empty when nothing is deployed. */
  readonly pack: readonly CiStep[];
  /** Environment variables that the platform is to hand over, from its secrets or variables. */
  readonly env: readonly string[];
  /** More of them, for the tests only. */
  readonly testEnv: readonly string[];
  /** The container image of jobs, where a platform wants one. */
  readonly image: string;
  readonly auth: CiConfig['auth'];
  readonly dev: Deployment | undefined;
  readonly prod: Deployment | undefined;
  /** The packed Headrace, from the project's folder, when that is what is installed. */
  readonly tarball: string | undefined;
  readonly problems: readonly Problem[];
}

/** A path from the project's folder, as one from the root of the repository. */
export function inRepository({ folder }: Pick<CiPlan, 'folder'>, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** Everything that is deployed, as one file that can be kept. */
export const packageFile = 'package.tar.gz';

interface PlanInput {
  readonly config: CiConfig;
  readonly around: Surroundings;
  /** Where the packed Headrace lies when nothing else is said. */
  readonly tarball: string;
}

export function planCi({ config, around, tarball }: PlanInput): CiPlan {
  const { dev, prod } = config;
  const problems = [dev, prod].flatMap((target) => (target === undefined ? [] : targetProblems(target)));
  const installation = planInstallation(config, around, tarball);
  const { command } = installation;
  const deployments = { dev: deploymentOf(dev, command), prod: deploymentOf(prod, command) };
  const targets = [...new Set([deployments.dev, deployments.prod].flatMap((one) => one?.target ?? []))];
  const deploys = targets.length > 0;
  const validate = deploys
    ? targets.map((target) => `${command} validate --target ${target}`)
    : [`${command} validate`];
  return {
    folder: around.folder,
    branch: config.branch,
    install: installation.step,
    installedFrom: installation.from,
    lintPython: { name: 'Lint Python', run: lintPython },
    validate: { name: 'Validate', run: validate },
    test: config.test.length > 0 ? { name: 'Test', run: config.test } : undefined,
    pack: deploys
      ? [
          { name: 'Check the bundle', run: [`${command} bundle --check`] },
          { name: 'Package', run: [`git archive --format=tar.gz --output=${packageFile} HEAD`] },
        ]
      : [],
    env: config.env,
    testEnv: config.testEnv,
    image: config.image ?? `node:${nodeVersion}`,
    auth: config.auth,
    ...deployments,
    tarball: installation.tarball,
    problems: deploys || problems.length > 0 ? problems : [nothingToDeploy({})],
  };
}

/** Databricks has some names without an import. Without Python files, nothing is found and nothing is wrong. */
const lintPython = [
  `pip install ruff==${ruffVersion}`,
  `ruff check --no-cache --config 'builtins = ["spark", "dbutils", "display"]' .`,
];

function targetProblems({ name, engine, named, at }: CiTarget): Problem[] {
  return named && engine !== 'databricks' ? [targetNotOnDatabricks({ target: name, engine }, at)] : [];
}

function deploymentOf(target: CiTarget | undefined, command: string): Deployment | undefined {
  if (target?.engine !== 'databricks') return undefined;
  const run = [`${command} deploy --target ${target.name}`];
  return { target: target.name, step: { name: 'Deploy', run }, needsHost: !target.hasHost };
}

/** What the project's own lock file pins is installed as it says; otherwise Headrace comes by itself. */
function planInstallation(
  { headrace }: CiConfig,
  { packageJson }: Surroundings,
  tarball: string,
): { command: string; step: CiStep; from: string | undefined; tarball: string | undefined } {
  const own = packageJson && (packageJson.hasLock ? 'npm ci' : 'npm install');
  const lock = packageJson && (packageJson.hasLock ? 'package-lock.json' : 'package.json');
  const name = 'Install Headrace';
  if (headrace === undefined && own !== undefined && packageJson?.hasHeadrace) {
    return { command: 'npx headrace', step: { name, run: [own] }, from: lock, tarball: undefined };
  }
  const given = headrace ?? tarball;
  const file = given.endsWith('.tgz') ? given.replace(/^\.\//, '') : undefined;
  const install = `npm install --global ${file === undefined ? given : `./${file}`}`;
  return {
    command: 'headrace',
    step: { name, run: own === undefined ? [install] : [own, install] },
    from: lock ?? file,
    tarball: headrace === undefined ? file : undefined,
  };
}
