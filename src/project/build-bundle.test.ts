import { describe, expect, it } from 'vitest';
import { load, outline } from './testing/project-folder.ts';

const targets = `
targets:
  dev: {default: true, engine: databricks}
  prod: {engine: databricks, host: "\${env:HOST}", bundle: {schedule: "@daily", compute: {photon: true}, configuration: {b: "\${secret:s/k}"}}}
`;

const config = `
bundle:
  name: shop
  schedule: {cron: "0 6 * * *", timezone: Europe/Berlin, paused: true}
  compute: {num_workers: 2}
  configuration: {a: 1, b: 2}
  retries: 3
  timeout: 1.5h
  health: {duration: 90s}
  notifications: {email: "a@b.c, d@e.f", on: success}
  loader: true
grants: {analysts: SELECT, gold: {ops: [SELECT, MODIFY]}}
${targets}
search: {backend: sqlite}
`;

describe('what a bundle is told', () => {
  it('has a default for everything, and the name of the folder', async () => {
    const { bundle, grants } = await load({ 'config.yml': 'search: {backend: sqlite}' });
    expect(bundle).toMatchObject({
      name: expect.stringMatching(/^headrace_project_/),
      schedule: undefined,
      parameters: { tags: 'daily', mode: 'batch' },
      continuous: false,
      queue: true,
      retries: { count: 1, afterSeconds: 60 },
      notifications: { email: [], webhook: [], on: ['failure'] },
      loader: undefined,
    });
    expect(grants).toEqual({ all: {}, byLayer: {}, places: {} });
  });

  it('is as written, in one form', async () => {
    const project = await load({ 'config.yml': config });
    expect(outline(project.problems)).toEqual([]);
    expect(project.bundle).toMatchObject({
      schedule: { cron: '0 6 * * *', timezone: 'Europe/Berlin', paused: true },
      configuration: { a: '1', b: '2' },
      retries: { count: 3, afterSeconds: 60 },
      timeoutSeconds: 5400,
      longSeconds: 90,
      notifications: { email: ['a@b.c', 'd@e.f'], on: ['success'] },
      loader: { package: 'vendor/headrace.tgz', concurrency: 8, afterPipelines: true },
    });
    expect(project.grants).toMatchObject({
      all: { analysts: ['SELECT'] },
      byLayer: { gold: { ops: ['SELECT', 'MODIFY'] } },
    });
  });

  it('is changed by its target, whose secrets stay references', async () => {
    const project = await load({ 'config.yml': config }, { target: 'prod', env: { HOST: 'https://h' } });
    expect(outline(project.problems)).toEqual([]);
    expect(project.bundle).toMatchObject({
      // A text is another time, in the same zone, and as paused.
      schedule: { cron: '@daily', timezone: 'Europe/Berlin', paused: true },
      compute: { num_workers: 2, photon: true },
      configuration: { a: '1', b: '${secret:s/k}' },
    });
    expect(project.target).toMatchObject({ host: 'https://h', hostIsReference: true });
    expect(project.targets).toEqual([
      { name: 'dev', engine: 'databricks', isDefault: true },
      { name: 'prod', engine: 'databricks', isDefault: false },
    ]);
  });

  it.each([
    ['num_workers: 2', 'autoscale: {min_workers: 1, max_workers: 2}', ['autoscale']],
    ['num_workers: 2, node_type_id: n', 'serverless: true', ['serverless']],
    ['serverless: true, channel: preview', 'policy_id: p', ['channel', 'policy_id']],
  ])('has of compute what is said nearest: %s, then %s', async (common, own, keys) => {
    const project = await load({
      'config.yml': `search: {backend: sqlite}\nbundle:\n  compute: {${common}}\n  pipelines: {live: {tags: a, compute: {${own}}}}\ntargets: {dev: {bundle: {compute: {${own}}}}}\n`,
    });
    expect(Object.keys(project.bundle.compute)).toEqual(keys);
    expect(Object.keys(project.bundle.pipelines[0]?.compute ?? {})).toEqual(keys);
  });

  it('knows where it stands, at the target if it is said there', async () => {
    const { bundle } = await load({ 'config.yml': config }, { target: 'prod', env: { HOST: 'https://h' } });
    expect(bundle.places.timeout?.place.line).toBe(8);
    expect(bundle.places.schedule?.place).toMatchObject({ line: 16, col: expect.any(Number) });
  });

  it.each([
    ['schedul: x', '"schedul" is no key of "bundle".'],
    [
      'timeout: 2 weeks',
      '"bundle.timeout" should be a duration such as 90s, 30m, 2h or 1d, but is "2 weeks".',
    ],
    ['compute: {edition: prof}', '"bundle.compute.edition" should be core, pro or advanced, but is "prof".'],
    ['pipelines: {a_1: {}}', 'The name "a_1" in "bundle.pipelines" should be small letters'],
    ['permissions: [{level: CAN_FLY}]', 'CAN_VIEW, CAN_RUN or CAN_MANAGE'],
    ['configuration: {my.password: abc}', 'holds a secret'],
  ])('%s is a mistake with a place', async (line, message) => {
    const project = await load({ 'config.yml': `search: {backend: sqlite}\nbundle:\n  ${line}\n` });
    expect(outline(project.problems)).toEqual([expect.stringContaining(message)]);
    expect(project.problems[0]?.place?.line).toBe(3);
  });
});
