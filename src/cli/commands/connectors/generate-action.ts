import { basename, dirname } from 'node:path';
import {
  type ConnectorSettings,
  type PreparedBundle,
  prepareBundle,
  tableConfigOf,
} from '../../../connectors/index.ts';
import { editProblems, writeFiles } from '../../../deploy/index.ts';
import { exitCode, HeadraceError } from '../../../kernel/index.ts';
import { showWarnings } from '../../show-warnings.ts';
import type { ConnectorsGenerateOptions, GeneratePart } from './generate.ts';
import { printGenerated } from './generate-report.ts';

/** @returns false when files were only looked at and differ from what is there. */
export async function connectorsGenerate(
  options: ConnectorsGenerateOptions,
  parts: readonly GeneratePart[],
): Promise<boolean> {
  const prepared = await prepare(options, parts);
  const { plan } = prepared;
  showWarnings(prepared.problems, options);
  if (options.check) {
    const edited = editProblems(plan);
    if (edited.length > 0) throw new HeadraceError(edited, { exitCode: exitCode.failed });
  } else await writeFiles(plan, { force: options.force ?? false });
  const upToDate = plan.files.every(({ status }) => status === 'same');
  printGenerated(prepared, options, parts);
  return upToDate || !options.check;
}

function prepare(
  options: ConnectorsGenerateOptions,
  parts: readonly GeneratePart[],
): Promise<PreparedBundle> {
  const { outputYaml } = options;
  return prepareBundle({
    root: options.project,
    name: options.sourceName ?? options.connectorName,
    list: options.csv ?? options.inputCsv,
    settingsFile: options.config,
    flags: flagsOf(options),
    parts,
    folder: outputYaml === undefined ? options.outputDir : dirname(outputYaml),
    bundleFile: outputYaml === undefined ? undefined : basename(outputYaml),
    env: process.env,
  });
}

/** Flags under the names of connector.yml; those that were not given are missing. */
function flagsOf(options: ConnectorsGenerateOptions): ConnectorSettings {
  const { commonTableConfigJson: common, code, managed } = options;
  const flags: ConnectorSettings = {
    connection_name: options.connectionName,
    catalog: options.catalog,
    schema: options.schema,
    common_table_config:
      common === undefined ? undefined : tableConfigOf(common, '--common-table-config-json'),
    form: options.form,
    managed: managed === undefined || managed === true ? managed : [...managed],
    code: code === undefined ? undefined : [...code],
    ingest_files_path: options.ingestFilesPath,
    emit_jobs: options.emitJobs,
    pause_status: options.pauseStatus,
    timezone: options.timezone,
    num_workers: options.numWorkers,
    bundle_name: options.bundleName,
  };
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
}
