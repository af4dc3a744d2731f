import { existsSync } from 'node:fs';
import {
  type ConnectorSettings,
  defaultSchedules,
  discoverTables,
  makeList,
  readTableList,
  writeTableList,
} from '../../../connectors/index.ts';
import { listenForInterrupts, unlessInterrupted } from '../../interrupts.ts';
import { statusLine } from '../../report/status-line.ts';
import type { ConnectorsDiscoverOptions } from './discover.ts';
import { reportDiscovery } from './discover-report.ts';
import { discoverySetup } from './discover-request.ts';

export async function connectorsDiscover(options: ConnectorsDiscoverOptions): Promise<void> {
  const interrupts = listenForInterrupts(false);
  const status = statusLine(options);
  try {
    const { paths, settings, from, categoryMap, stats } = await discoverySetup(options, interrupts.signal);
    const before =
      existsSync(paths.list) && !options.fresh
        ? await readTableList(paths.list, { source: paths.name })
        : undefined;
    status.show(`asking ${paths.name} for its tables …`);
    const found = await discoverTables({ from, categoryMap, stats, before: before?.tables ?? [] });
    status.clear();
    const list = makeList({
      found: found.tables,
      before: before?.tables ?? [],
      ...grouping(options, settings),
      common: destination(options),
    });
    if (!options.dryRun) await writeTableList(paths.list, list.tables, before);
    const problems = [...found.problems, ...(before?.problems ?? [])];
    reportDiscovery(
      { ...list, name: paths.name, list: paths.list, found, existed: before !== undefined, problems },
      options,
    );
  } catch (error) {
    throw unlessInterrupted(error, interrupts);
  } finally {
    status.clear();
    interrupts.dispose();
  }
}

/** What is said on the command line is meant for all tables; the rest only for those without a group. */
function grouping(options: ConnectorsDiscoverOptions, settings: ConnectorSettings) {
  const { groupBy, scheduleSnapshot, scheduleAppend, scheduleCdc, scheduleUnknown } = options;
  const { schedules = {} } = settings;
  const cdc = scheduleCdc ?? schedules.cdc ?? defaultSchedules.cdc;
  return {
    groupBy: groupBy ?? settings.group_by ?? 'category_and_ingestion_type',
    schedules: {
      snapshot: scheduleSnapshot ?? schedules.snapshot ?? defaultSchedules.snapshot,
      append: scheduleAppend ?? schedules.append ?? defaultSchedules.append,
      cdc,
      cdc_with_deletes: cdc,
      unknown: scheduleUnknown ?? schedules.unknown ?? defaultSchedules.unknown,
    },
    regroup: [groupBy, scheduleSnapshot, scheduleAppend, scheduleCdc, scheduleUnknown].some(Boolean),
  } as const;
}

/** Only what the command line says: connector.yml is read again by whoever needs its. */
function destination({ connectionName, destCatalog, destSchema }: ConnectorsDiscoverOptions) {
  return {
    ...(connectionName !== undefined && { connectionName }),
    ...(destCatalog !== undefined && { destinationCatalog: destCatalog }),
    ...(destSchema !== undefined && { destinationSchema: destSchema }),
  };
}
