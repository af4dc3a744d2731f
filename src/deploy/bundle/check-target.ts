import type { Location, Problem } from '../../kernel/index.ts';
import { type ComputeConfig, classicKeys, type Project } from '../../project/index.ts';
import { targetMode } from '../cli/target-mode.ts';
import * as problem from './problems.ts';

/** What of a target, and of whom and what it runs on, the platform or its official tool would refuse. */
export function checkTarget(project: Project): Problem[] {
  const { target, bundle } = project;
  const { places, at } = bundle;
  const missing = (['catalog', 'schema'] as const).filter((key) => target[key] === undefined);
  return [
    ...(missing.length > 0 ? [problem.noPlace({ target: target.name, missing }, target.at)] : []),
    ...identities(project),
    ...checkMode(project),
    ...Object.keys(bundle.configuration)
      .filter((key) => !/^[\w.-]+$/.test(key))
      .map((key) => problem.badParameter({ key }, places.configuration ?? at)),
    ...checkCompute('bundle.compute', bundle.compute, places.compute ?? at),
    ...bundle.pipelines.flatMap(({ name, compute, at }) =>
      checkCompute(`bundle.pipelines.${name}.compute`, compute, at),
    ),
  ];
}

function identities({ target, bundle }: Project): Problem[] {
  const { places, at } = bundle;
  const permission = (one: (typeof bundle.permissions)[number], at: Location | undefined) => ({
    where: `A permission (${one.level})`,
    identity: { ...one, level: undefined },
    at,
  });
  const written = [
    { where: 'run_as of the bundle', identity: bundle.runAs, at: places.run_as ?? at },
    { where: `run_as of target "${target.name}"`, identity: target.runAs, at: target.at },
    ...bundle.permissions.map((one) => permission(one, places.permissions ?? at)),
    ...(target.permissions ?? []).map((one) => permission(one, target.at)),
  ];
  return written.flatMap(({ where, identity, at }) => {
    const given = Object.values(identity ?? {}).filter((name) => name !== undefined).length;
    return identity === undefined || given === 1 ? [] : [problem.badIdentity({ where, given }, at)];
  });
}

/** Rules of the official tool: production is deployed once, and development once for each person. */
function checkMode({ target, bundle }: Project): Problem[] {
  const { presets = {}, root_path: root, at } = target;
  const mode = targetMode(target);
  const refuse = (reason: string, write: string): Problem[] => [
    problem.modeConflict({ target: target.name, reason, write }, at),
  ];
  const perhaps = (reason: string, write: string): Problem[] => [
    problem.modeDoubt({ target: target.name, reason, write }, at),
  ];
  if (mode === 'production') {
    const runAs = target.runAs ?? bundle.runAs;
    return [
      ...(presets.pipelines_development === true
        ? refuse(
            'is for production, but its pipelines are in development mode',
            'Leave pipelines_development out.',
          )
        : []),
      ...(root === undefined && runAs === undefined
        ? perhaps(
            'is for production and does not say its root_path, so everybody who deploys it would deploy a copy',
            `Name the one place, e.g. \`root_path: /Workspace/Users/<who deploys>/.bundle/\${bundle.name}/\${bundle.target}\`.`,
          )
        : []),
    ];
  }
  if (mode !== 'development') return [];
  const own = `\${workspace.current_user.short_name}`;
  return [
    ...(presets.trigger_pause_status === 'UNPAUSED'
      ? refuse(
          'is for development, where all schedules are paused, but its presets say UNPAUSED',
          'Say `schedule: {cron: …, paused: false}` under `bundle` of the target for a schedule that is to run.',
        )
      : []),
    ...(root !== undefined && !isPersonal(root)
      ? perhaps(
          `is for development, but everybody would deploy to the same root_path, ${root}`,
          'Leave it out, or begin it with ~/.',
        )
      : []),
    ...(presets.name_prefix !== undefined && presets.name_prefix !== '' && !isPersonal(presets.name_prefix)
      ? perhaps(
          'is for development, but its name_prefix is the same for everybody',
          `Leave it out, or put ${own} into it.`,
        )
      : []),
  ];
}

function isPersonal(text: string): boolean {
  return /^~\/|\$\{workspace\.current_user\.|\/Users\//.test(text);
}

function checkCompute(where: string, compute: ComputeConfig, at: Location): Problem[] {
  const classic = classicKeys(compute);
  const found: Problem[] = [];
  if (compute.serverless === true && classic.length > 0) {
    const reason = 'serverless compute has none of them';
    found.push(problem.computeConflict({ where, keys: classic, reason }, at));
  }
  if (compute.num_workers !== undefined && compute.autoscale !== undefined) {
    const reason = 'a cluster has a number of workers or scales';
    found.push(problem.computeConflict({ where, keys: ['num_workers', 'autoscale'], reason }, at));
  }
  const { min_workers: least, max_workers: most } = compute.autoscale ?? { min_workers: 1, max_workers: 1 };
  if (Number(least) > Number(most)) {
    const reason = `${least} workers are more than ${most}`;
    found.push(problem.computeConflict({ where, keys: ['min_workers', 'max_workers'], reason }, at));
  }
  return found;
}
