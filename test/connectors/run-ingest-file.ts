import { spawnSync } from 'node:child_process';

/** What stands in for the platform: it notes what a file asks of it. */
const platform = `
import json, runpy, sys, types

noted = {"settings": {}}

class Conf:
    def set(self, key, value):
        noted["settings"][key] = value

class Spark:
    conf = Conf()

def module(name, **things):
    made = types.ModuleType(name)
    made.__dict__.update(things)
    made.__path__ = []
    sys.modules[name] = made

def register(spark, source):
    noted["registered"] = source

def ingest(spark, spec):
    noted["spec"] = spec

for name in ("databricks", "databricks.labs", "libs", "pipeline"):
    module(name)
module("databricks.labs.community_connector", register=register)
module("databricks.labs.community_connector.pipeline", ingest=ingest)
module("libs.source_loader", get_register_function=lambda source: lambda spark: register(spark, source))
module("pipeline.ingestion_pipeline", ingest=ingest)
runpy.run_path(sys.argv[1], init_globals={"spark": Spark()})
print(json.dumps(noted))
`;

export interface IngestRun {
  /** The source that the file registered. */
  readonly registered?: string;
  /** What it had ingested. */
  readonly spec?: unknown;
  /** What it set in Spark's configuration. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Runs an ingest file with a stand-in for Spark and for both layouts of the connectors' packages. */
export function runIngestFile(file: string): IngestRun {
  const { stdout, stderr, status } = spawnSync('python3', ['-I', '-c', platform, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
