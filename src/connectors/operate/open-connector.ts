import { exitCode, HeadraceError, type Problem } from '../../kernel/index.ts';
import { defaultTarget, modeOf, targetsOf } from '../generate/bundle-yml.ts';
import { commonPlace } from '../generate/destinations.ts';
import { type IngestPipeline, ingestPipelines } from '../generate/pipelines.ts';
import { noGroup } from '../generate/problems.ts';
import {
  type ConnectorPaths,
  type ConnectorSettings,
  type FindOptions,
  findConnector,
  readConnectorSettings,
  withSettings,
} from '../settings/index.ts';
import { readTableList } from '../table-list/index.ts';
import type { ConnectorTable } from '../types.ts';
import { unknownTarget, whichTarget } from './problems.ts';

/** Where a connector's bundle is deployed. */
export interface ConnectorTarget {
  readonly name: string;
  readonly mode?: 'development' | 'production';
  readonly host?: string | undefined;
  readonly profile?: string | undefined;
  readonly presets?: NonNullable<ConnectorSettings['targets']>[string]['presets'];
}

/** A connector with what its files say, for one target. */
export interface OpenConnector {
  readonly source: string;
  readonly paths: ConnectorPaths;
  /** connector.yml; catalog and schema are those of the target. */
  readonly settings: ConnectorSettings;
  readonly tables: readonly ConnectorTable[];
  /** The pipelines that its list asks for. */
  readonly pipelines: readonly IngestPipeline[];
  readonly target: ConnectorTarget;
  /** Warnings of the list and of connector.yml. */
  readonly problems: readonly Problem[];
}

export interface OpenRequest extends FindOptions {
  readonly target?: string | undefined;
}

/**
 * Reads what there is of a connector.
 *
 * @throws HeadraceError (exit code 2) when list or settings are wrong, no table has a group yet, or it is not clear
 * which target is meant.
 */
export async function openConnector(request: OpenRequest): Promise<OpenConnector> {
  const paths = findConnector(request);
  const file = readConnectorSettings(paths.settings);
  const source = request.name ?? file.settings.connector_name ?? paths.name;
  const list = await readTableList(paths.list, { source });
  const { tables, problems } = withSettings(list.tables, file, paths.list);
  const target = chooseTarget(file.settings, request.target);
  const there = file.settings.targets?.[target.name];
  const place = commonPlace(tables, file.settings);
  const settings = {
    ...file.settings,
    ...place,
    ...(there?.catalog !== undefined && { catalog: there.catalog }),
    ...(there?.schema !== undefined && { schema: there.schema }),
  };
  const { pipelines, problems: faults } = ingestPipelines({ source, tables, settings });
  const homeless = faults.filter(({ code }) => code === noGroup.code);
  if (homeless.length > 0) throw new HeadraceError(homeless, { exitCode: exitCode.usage });
  return { source, paths, settings, tables, pipelines, target, problems: [...list.problems, ...problems] };
}

/** The target that is named, or meant when none is. */
export function chooseTarget(settings: ConnectorSettings, name: string | undefined): ConnectorTarget {
  const targets = targetsOf(settings);
  const names = Object.keys(targets);
  const wanted = name ?? defaultTarget(targets);
  if (wanted === undefined) {
    throw new HeadraceError(whichTarget({ targets: names }), { exitCode: exitCode.usage });
  }
  const said = targets[wanted];
  if (said === undefined) {
    const problem = unknownTarget({ target: wanted, targets: names });
    throw new HeadraceError(problem, { exitCode: exitCode.usage });
  }
  const mode = modeOf(wanted, said);
  const { profile, presets } = said;
  // A host that is a reference is for the official tool; here the environment says it.
  const host = said.host?.includes('${') ? undefined : said.host;
  return { name: wanted, ...(mode && { mode }), host, profile, presets };
}
