/** How one Spark is set up: what cannot be changed once it runs. */
export interface SparkSettings {
  /** Where the metastore and the tables lie. */
  readonly folder: string;
  readonly cores: number;
  /** Java's notation, e.g. `2g`. */
  readonly memory: string;
  /** Compile quickly rather than well: halves the time of runs that are over in a minute, slows long ones. */
  readonly quick: boolean;
}

/** `spark-defaults.conf`: Delta, a catalog that outlives the process, one time zone, the loopback only. */
export function sparkDefaults({ folder, cores, memory, quick }: SparkSettings): string {
  const loopback = '127.0.0.1';
  const settings: Readonly<Record<string, string>> = {
    'spark.master': `local[${cores}]`,
    'spark.driver.memory': memory,
    ...(quick && { 'spark.driver.extraJavaOptions': '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' }),
    'spark.driver.host': loopback,
    'spark.driver.bindAddress': loopback,
    'spark.plugins': 'org.apache.spark.sql.connect.SparkConnectPlugin',
    'spark.connect.grpc.binding.address': loopback,
    'spark.connect.grpc.binding.port': '0',
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    'spark.local.dir': `${folder}/temp`,
    'spark.sql.session.timeZone': 'UTC',
    // A `${…}` in a SELECT is text, and no way to variables of this machine.
    'spark.sql.variable.substitute': 'false',
    'spark.sql.extensions': 'io.delta.sql.DeltaSparkSessionExtension',
    'spark.sql.catalog.spark_catalog': 'org.apache.spark.sql.delta.catalog.DeltaCatalog',
    'spark.sql.sources.default': 'delta',
    'spark.sql.catalogImplementation': 'hive',
    'spark.sql.warehouse.dir': `${folder}/warehouse`,
    'spark.hadoop.javax.jdo.option.ConnectionURL': `jdbc:derby:;databaseName=${folder}/metastore;create=true`,
    // Made for one machine: more parts than cores only cost time.
    'spark.sql.shuffle.partitions': String(cores),
    'spark.databricks.delta.snapshotPartitions': '2',
    // A SELECT that failed fails again; the run says so at once instead of three times.
    'spark.sql.pipelines.maxFlowRetryAttempts': '0',
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key} ${value.replaceAll('\\', '\\\\')}\n`)
    .join('');
}

/** `log4j2.properties`: errors only, one line each. */
export const logSettings = `rootLogger.level = error
rootLogger.appenderRef.stderr.ref = console
# The metastore reports as an error that a schema is there already.
logger.metastore.name = org.apache.hadoop.hive.metastore.RetryingHMSHandler
logger.metastore.level = off
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex{short}
`;

/**
 * A size in the configuration's notation (`512MB`, `2 GiB`) as Java's: `512m`, `2g`.
 * @returns undefined for none, and for what is no such size (`80%`).
 */
export function javaMemory(size: string | undefined): string | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([kmgt])i?b?\s*$/i.exec(size ?? '');
  if (!match) return undefined;
  const megabytes = Number(match[1]) * { k: 1 / 1024, m: 1, g: 1024, t: 1024 ** 2 }[unit(match[2])];
  return `${Math.max(512, Math.round(megabytes))}m`;
}

function unit(letter: string | undefined): 'k' | 'm' | 'g' | 't' {
  const found = (['k', 'm', 'g', 't'] as const).find((one) => one === letter?.toLowerCase());
  return found ?? 'm';
}
