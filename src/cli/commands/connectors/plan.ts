import { type Command, InvalidArgumentError, Option } from 'commander';
import { addCommand, type CommonOptions, wholeNumber } from '../../options.ts';
import { groupings, withConnector } from './options.ts';

export interface ConnectorsPlanOptions extends CommonOptions {
  readonly sourceName?: string;
  readonly connectorName?: string;
  readonly csv?: string;
  readonly inputCsv?: string;
  readonly config?: string;
  readonly groupBy?: (typeof groupings)[number];
  readonly pipelines?: number | 'auto';
  readonly auto?: boolean;
  readonly scheduleSnapshot?: string;
  readonly scheduleAppend?: string;
  readonly scheduleCdc?: string;
  readonly scheduleUnknown?: string;
  readonly maxTablesPerPipeline?: number;
  readonly allowMoves?: boolean;
  readonly rebalance?: true | number;
  readonly compare?: boolean;
  readonly ganttSvg?: string;
  readonly tradeOffSvg?: string;
  readonly dryRun?: boolean;
  readonly startUpSeconds?: number;
  readonly secondsPerTable?: number;
  readonly rowsPerSecond?: number;
  readonly bytesPerSecond?: number;
  readonly secondsPerRequest?: number;
  readonly requestsPerSecond?: number;
  readonly tablesAtOnce?: number;
  readonly dbuPerHour?: number;
  readonly usdPerDbu?: number;
  readonly secondsPerWorker?: number;
}

export function registerConnectorsPlan(group: Command): void {
  const plan = addCommand(group, 'plan', 'Share the tables out among pipelines that are equally long.', [
    ['headrace connectors plan', 'a pipeline for each category and ingestion type'],
    ['headrace connectors plan --auto', 'as many pipelines as pay, with the trade-off of time and money'],
    ['headrace connectors plan --pipelines 6', 'six in all, as equally long as can be'],
    ['headrace connectors plan --compare --gantt-svg plan.svg', 'against one pipeline for everything'],
    ['headrace connectors plan --rebalance', 'the fewest moves that make a grown plan balanced again'],
  ]);
  withConnector(plan)
    .addOption(
      new Option(
        '--group-by <what>',
        'what makes a pipeline group (default: category_and_ingestion_type; balanced with --pipelines)',
      ).choices(groupings),
    )
    .option('--pipelines <n|auto>', 'how many pipelines in all', pipelineCount)
    .addOption(new Option('--auto', 'choose the number of pipelines, and say why').conflicts('pipelines'))
    .option('--schedule-snapshot <cron>', 'of snapshot tables (default: "0 0 * * *")')
    .option('--schedule-append <cron>', 'of append tables (default: "*/15 * * * *")')
    .option('--schedule-cdc <cron>', 'of cdc and cdc_with_deletes tables (default: "*/5 * * * *")')
    .option('--schedule-unknown <cron>', 'of all others (default: "0 0 * * 0")')
    .option('--max-tables-per-pipeline <n>', 'the most tables in one pipeline (default: 1000)', tableCount)
    .option('--rebalance [percent]', 'propose moves that bring the gap under this (default: 5)', percent)
    .option('--allow-moves', 'move tables where needed: they are dropped and ingested again')
    .option('--compare', 'also show the expected time of one pipeline against the plan')
    .option('--gantt-svg <file>', 'write that comparison as a chart')
    .option('--trade-off-svg <file>', 'write the trade-off of --auto as a chart')
    .option('--dry-run', 'write no plan')
    .option('--start-up-seconds <s>', 'start-up of a pipeline (default: 300)', atLeast(0))
    .option('--seconds-per-table <s>', 'a run of a table of which nothing is known (default: 180)', above)
    .option('--rows-per-second <n>', 'rows read per second (default: 1000)', above)
    .option(
      '--bytes-per-second <n>',
      'bytes read per second, where rows are unknown (default: 1000000)',
      above,
    )
    .option('--seconds-per-request <s>', 'a request to the source (default: 0.5)', above)
    .option('--requests-per-second <n>', 'limit of a connection, all pipelines together (default: 10)', above)
    .option(
      '--tables-at-once <n>',
      'tables that a pipeline reads at the same time (default: 1)',
      wholeNumber(1),
    )
    .option('--dbu-per-hour <n>', 'what a running pipeline uses (default: 4)', atLeast(0))
    .option('--usd-per-dbu <n>', 'price (default: 0.35)', atLeast(0))
    .option(
      '--seconds-per-worker <s>',
      'work in a run for each worker of a classic cluster (default: 1800)',
      above,
    )
    .action(async (options: ConnectorsPlanOptions) => {
      const { connectorsPlan } = await import('./plan-action.ts');
      await connectorsPlan(options);
    });
}

function pipelineCount(text: string): number | 'auto' {
  return text === 'auto' ? text : wholeNumber(1)(text);
}

function tableCount(text: string): number {
  const value = wholeNumber(1)(text);
  if (value > 1000) throw new InvalidArgumentError('A pipeline can have 1000 tables.');
  return value;
}

/** `5` and `5%` as a share. */
function percent(text: string): number {
  return atLeast(0)(text.replace(/\s*%$/, '')) / 100;
}

function above(text: string): number {
  const value = atLeast(0)(text);
  if (value === 0) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

function atLeast(min: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || value < min) {
      throw new InvalidArgumentError(`Expected a number of at least ${min}.`);
    }
    return value;
  };
}
