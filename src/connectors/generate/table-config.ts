import { type Location, nearest, type Problem } from '../../kernel/index.ts';
import { isSecretName } from '../../project/index.ts';
import { badTableConfig, secretInConfig } from './problems.ts';

/** What pipelines are told of a table. */
export interface IngestConfig {
  /** Read by the pipeline itself. Columns are lists, as the interface of connectors wants them. */
  readonly controls: {
    readonly scd_type?: string;
    readonly primary_keys?: readonly string[];
    readonly sequence_by?: string;
    readonly cluster_by?: readonly string[];
  };
  /** What goes to the connector, as texts. */
  readonly options: Readonly<Record<string, string>>;
}

const scdTypes = ['SCD_TYPE_1', 'SCD_TYPE_2', 'APPEND_ONLY'];
const controls = ['scd_type', 'primary_keys', 'sequence_by', 'cluster_by'];

/**
 * Sorts a table's configuration into what pipelines read themselves and what the connector gets, and gives it the
 * right types. Everything that would be misread on the platform is a problem: an scd_type that is not one, a list
 * that is one name, a control that is spelled a little differently and so would be an option of the connector.
 *
 * @see the connectors' `libs/spec_parser.py`, whose rules these are.
 */
export function ingestConfig(
  table: string,
  config: Readonly<Record<string, string>>,
  at: Location | undefined,
  problems: Problem[],
): IngestConfig {
  const bad = (key: string, reason: string, hint: string): void =>
    void problems.push(badTableConfig({ table, key, reason, hint }, at));
  const columns = (key: string): readonly string[] | undefined => {
    const value = config[key];
    if (value === undefined) return undefined;
    const names = columnsOf(value);
    if (names !== undefined && names.length > 0) return names;
    bad(
      key,
      `should be names of columns, but is ${JSON.stringify(value)}`,
      `Write it as a list: ["id", "valid_from"].`,
    );
    return undefined;
  };

  const options: Record<string, string> = {};
  for (const [key, value] of Object.entries(config)) {
    if (controls.includes(key)) continue;
    const meant = controls.find((control) => alike(control) === alike(key));
    if (meant !== undefined) bad(key, `is no key that pipelines read`, `Write ${meant}.`);
    else if (isSecretName(key) && !/^(?:true|false|\d*)$/i.test(value)) {
      problems.push(secretInConfig({ table, key }, at && { place: at.place }));
    } else options[key] = value;
  }

  const written = config.scd_type;
  const scd = scdTypes.find((type) => type === written?.trim().toUpperCase());
  if (written !== undefined && scd === undefined) {
    const meant = nearest(written, scdTypes);
    bad(
      'scd_type',
      `is ${JSON.stringify(written)}`,
      `It can be ${scdTypes.join(', ')}.${meant ? ` Did you mean ${meant}?` : ''}`,
    );
  }
  const sequence = columns('sequence_by');
  if (sequence !== undefined && sequence.length > 1) {
    bad('sequence_by', `names ${sequence.length} columns`, 'Rows are put in order by one column.');
  }
  const [sequenceBy] = sequence ?? [];
  const [primaryKeys, clusterBy] = [columns('primary_keys'), columns('cluster_by')];
  return {
    controls: {
      ...(scd !== undefined && { scd_type: scd }),
      ...(primaryKeys && { primary_keys: primaryKeys }),
      ...(sequenceBy !== undefined && { sequence_by: sequenceBy }),
      ...(clusterBy && { cluster_by: clusterBy }),
    },
    options,
  };
}

/** `Primary-Key` is meant to be `primary_keys`. */
function alike(key: string): string {
  return key
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/s$/, '');
}

/** `id`, `id, name` and `["id", "name"]`. */
function columnsOf(text: string): readonly string[] | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('['))
    return trimmed
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
  try {
    const list: unknown = JSON.parse(trimmed);
    return Array.isArray(list) && list.every((name) => typeof name === 'string' && name !== '')
      ? list
      : undefined;
  } catch {
    return undefined;
  }
}
