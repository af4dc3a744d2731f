import type { Compiled } from '../../plan/index.ts';
import type { NotificationsConfig } from '../../project/index.ts';
import { pipelineCompute } from './compute.ts';
import type { Tree } from './factor.ts';
import { pathVariables } from './path-variables.ts';
import type { BundlePipeline } from './pipelines-of.ts';
import { withPlatformSecrets } from './platform-secrets.ts';
import { mapping } from './tree.ts';

/**
 * The pipelines by key, for a file one folder below the root.
 *
 * @param generated the folder that holds the SQL of all pipelines, from the root.
 */
export function pipelineResources(
  compiled: Compiled,
  pipelines: readonly BundlePipeline[],
  generated: string,
): Tree {
  return Object.fromEntries(
    pipelines.map((pipeline) => [pipeline.key, resource(compiled, pipeline, generated)]),
  );
}

function resource(
  { project, tables }: Compiled,
  { key, group: groupName, name, tables: names }: BundlePipeline,
  generated: string,
): Tree {
  const { bundle } = project;
  const group = bundle.pipelines.find(({ name }) => name === groupName);
  const python = names.flatMap((table) => {
    const transformation = tables.get(table)?.table.transformation;
    return transformation?.language === 'python' ? [transformation.file] : [];
  });
  const hasSql = python.length < names.length;
  const parameters = [...pathVariables(project).keys()].map((name) => [name, `\${var.${name}}`]);
  return mapping({
    name,
    catalog: `\${var.catalog}`,
    schema: `\${var.schema}`,
    ...pipelineCompute(group?.compute ?? bundle.compute),
    continuous: (group?.continuous ?? bundle.continuous) || undefined,
    configuration: { ...withPlatformSecrets(bundle.configuration), ...Object.fromEntries(parameters) },
    // Put first on Python's path, so that transformations find modules of the project.
    root_path: '..',
    libraries: [...(hasSql ? [`${generated}/${key}/**`] : []), ...python].map((path) => ({
      glob: { include: `../${path}` },
    })),
    environment: mapping({ dependencies: bundle.libraries.map(dependency) }),
    notifications: pipelineNotifications(bundle.notifications),
    tags: bundle.tags,
  });
}

/** A file of the project, such as `./dist/shop.whl` or `-r requirements.txt`, is found from a folder below it. */
function dependency(text: string): string {
  const [, flag = '', path = ''] = /^(-[re]\s+)?(.*)$/.exec(text) ?? [];
  const isFile = !/^\/|:/.test(path) && /\.(?:whl|txt|tar\.gz)$/.test(path);
  return isFile || /^\.\.?\//.test(path) ? `${flag}../${path.replace(/^\.\//, '')}` : text;
}

/** Who a pipeline tells about its updates. */
export function pipelineNotifications({ email, on }: Pick<NotificationsConfig, 'email' | 'on'>): Tree[] {
  const alerts = [
    ...(on.includes('failure') ? ['on-update-fatal-failure', 'on-flow-failure'] : []),
    ...(on.includes('success') ? ['on-update-success'] : []),
  ];
  return email.length > 0 && alerts.length > 0 ? [{ email_recipients: email, alerts }] : [];
}
