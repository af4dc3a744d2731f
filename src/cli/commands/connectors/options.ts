import { type Command, Option } from 'commander';

/** What may make a pipeline group. */
export const groupings = [
  'category_and_ingestion_type',
  'ingestion_type',
  'category',
  'none',
  'balanced',
] as const;

/** Which connector is meant. Both of the original's words for each are understood. */
export function withConnector(command: Command): Command {
  return command
    .option('--source-name <name>', 'the connector (default: the only one in connectors/)')
    .addOption(
      new Option('--connector-name <name>', 'another word for --source-name').conflicts('sourceName'),
    )
    .option('--csv <file>', 'its table list (default: connectors/<name>/tables.csv)')
    .addOption(new Option('--input-csv <file>', 'another word for --csv').conflicts('csv'))
    .option('--config <file>', 'its settings (default: connector.yml beside the table list)');
}
