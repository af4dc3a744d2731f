import type { Location, Problem } from '../kernel/index.ts';
import type { BundleConfig, Grants, Identity, Permission } from './build-bundle.ts';
import type { CiConfig } from './build-ci.ts';
import type { Presets } from './bundle-schema.ts';

export const layers = ['bronze', 'silver', 'gold'] as const;
export type Layer = (typeof layers)[number];

export const kinds = ['streaming_table', 'materialized_view'] as const;
export type Kind = (typeof kinds)[number];

export const engines = ['duckdb', 'spark', 'databricks'] as const;
export type EngineName = (typeof engines)[number];

export const fileFormats = ['csv', 'json', 'parquet', 'text'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** How to read files, said once for every engine; `engine` holds what only one of them knows. */
export interface SourceOptions {
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly null?: string;
  readonly encoding?: string;
  readonly date_format?: string;
  readonly timestamp_format?: string;
  /** Options of one engine's own reader, passed on as they are. */
  readonly engine: { readonly [engine in EngineName]?: Readonly<Record<string, OptionValue>> };
}

export type OptionValue = string | number | boolean;

/** Raw files that feed a table. */
export interface FileSource {
  readonly type: 'files';
  readonly format: FileFormat;
  /** Files, globs or folders, as written: relative to the project, absolute, `s3://…` or `https://…`. */
  readonly paths: readonly string[];
  /** The same before references were resolved, where there are any: `${var:landing}/orders`. */
  readonly writtenPaths?: readonly string[];
  /** Column name -> neutral type (`bigint`, `string`, `timestamp`, `array<string>`, …), when declared. */
  readonly columns?: Readonly<Record<string, string>>;
  readonly options: SourceOptions;
  readonly at: Location;
}

/** A source that is still to be decided (`type: TBD`): fine to have, an error to run. */
export interface UndecidedSource {
  readonly type: 'undecided';
  readonly at: Location;
}

export type Source = FileSource | UndecidedSource;

/** The user's SELECT, however it came to be. */
export type Transformation =
  /** A `.sql` file, or what a `.ts` file returned. `file` is relative to the project. */
  | {
      readonly language: 'sql' | 'typescript';
      readonly file: string;
      readonly sql: string;
      /** What a `.ts` file asked for with `ref` and `stream`, in that order. */
      readonly refs?: readonly string[];
    }
  /** A `.py` module for Spark or Databricks: listed, never run here. */
  | { readonly language: 'python'; readonly file: string }
  /** No file: the source as it is. */
  | { readonly language: 'none'; readonly sql: string };

export interface Table {
  readonly name: string;
  readonly layer: Layer;
  readonly tags: readonly string[];
  readonly kind: Kind;
  /** `depends_on` as written; undefined when it is left to the SQL. */
  readonly declaredInputs: readonly string[] | undefined;
  readonly source: Source | undefined;
  readonly transformation: Transformation;
  readonly comment: string | undefined;
  readonly partitionBy: readonly string[];
  readonly clusterBy: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  /** Principal -> privileges, for platforms that have them. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
  /** `always` never skips; `on_change` skips when nothing changed, also for SQL that is not deterministic. */
  readonly refresh: 'always' | 'on_change' | undefined;
  readonly onChangedFile: 'error' | 'reprocess' | 'ignore';
  /** Where in the configuration the table stands, and where its `depends_on` does. */
  readonly at: Location;
  readonly dependsOnAt: Location | undefined;
}

export interface Target {
  readonly name: string;
  readonly engine: EngineName;
  readonly host?: string;
  readonly root_path?: string;
  readonly catalog?: string;
  readonly schema?: string;
  readonly mode?: 'development' | 'production';
  /** A profile of `.databrickscfg`. */
  readonly profile?: string;
  readonly runAs?: Identity;
  readonly permissions?: readonly Permission[];
  readonly presets?: Presets;
  /** Whether the host came from the environment, and so must not be written down anywhere. */
  readonly hostIsReference?: boolean;
  readonly at?: Location;
}

/** What is known of a target that is not in use. */
export interface TargetOutline {
  readonly name: string;
  readonly engine: EngineName;
  /** Whether it says `default: true`. */
  readonly isDefault: boolean;
}

export interface Storage {
  /** DuckDB's own notation, e.g. `512MB`. */
  readonly memoryLimit: string | undefined;
  readonly threads: number | undefined;
}

/** What an index is made from; see `search.indexes` in the configuration. */
export interface SearchIndexConfig {
  readonly name: string;
  /** The table it mirrors; undefined for one that is synced or loaded. */
  readonly from: string | undefined;
  /** The column that identifies a record. */
  readonly id: string;
  readonly text: readonly string[];
  readonly keywords: readonly string[];
  /** How text becomes words: `standard` splits and folds case, `english` also stems. */
  readonly analyzer: 'standard' | 'english';
  readonly vector: VectorConfig | undefined;
  /** Settings and mappings of the user's own, for Elasticsearch: a file in the project, or the thing itself. */
  readonly template?: string | Readonly<Record<string, unknown>>;
  /** The first physical index behind the alias, and its shards. */
  readonly physical: string;
  readonly shards: number | undefined;
  readonly sync: SyncConfig | undefined;
  readonly at: Location;
}

/** An index that mirrors a table of the project. */
export interface TableIndexConfig extends SearchIndexConfig {
  readonly from: string;
}

/** How rows become documents. */
export interface MapConfig {
  /** Column -> its name in the document. */
  readonly rename: Readonly<Record<string, string>>;
  /** Object in the document -> name in it -> column. */
  readonly nest: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly drop: readonly string[];
  /** Column -> SQL type. */
  readonly cast: Readonly<Record<string, string>>;
  /** Name in the document -> SQL expression. */
  readonly computed: Readonly<Record<string, string>>;
}

/** What a Postgres table brings to an index. */
export interface SyncConfig {
  readonly connection: string | undefined;
  readonly table: string | undefined;
  readonly key: string | undefined;
  readonly updatedAt: string | undefined;
  /** As written, e.g. `60s`. */
  readonly overlap: string | undefined;
  readonly version: string | undefined;
  readonly map: MapConfig;
  /** The loader's settings by their names in lower case, e.g. `es_max_retries`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly at: Location;
}

/** A load with a name; see `loads` in the configuration. */
export interface LoadConfig {
  readonly name: string;
  readonly sourceTable: string;
  readonly dataSource: string;
  readonly esNodes: string | undefined;
  readonly connection: string | undefined;
  readonly batchId: string | undefined;
  readonly id: string | undefined;
  readonly version: string | undefined;
  readonly map: MapConfig;
  readonly at: Location;
}

/** How to reach a system. Texts may hold `${env:…}` and `${secret:…}`, resolved when it is used. */
export interface Connection {
  readonly name: string;
  readonly type: 'postgres' | 'elasticsearch' | 'databricks';
  /** Everything else that was written, by key. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly at: Location;
}

export interface SearchConfig {
  readonly backend: 'sqlite' | 'elasticsearch';
  readonly connection: string | undefined;
  /** Data source -> index. */
  readonly dataSources: Readonly<Record<string, string>>;
  readonly defaultIndex: string | undefined;
  readonly at: Location;
}

/** Where a record's vector comes from. */
export type VectorConfig =
  /** A column that already holds it. */
  | { readonly embedder: 'column'; readonly column: string; readonly dimensions: number }
  /** Learned from the corpus itself and frozen with the index. */
  | { readonly embedder: 'corpus'; readonly fields: readonly string[]; readonly dimensions: number }
  /** A folder with a static embedding matrix and its tokenizer. */
  | {
      readonly embedder: 'static';
      readonly fields: readonly string[];
      readonly model: string;
      readonly dimensions: number;
    }
  /** An OpenAI-compatible `/embeddings` endpoint. `apiKey` is a reference, resolved late. */
  | {
      readonly embedder: 'http';
      readonly fields: readonly string[];
      readonly url: string;
      readonly model: string;
      readonly apiKey: string | undefined;
      readonly dimensions: number;
    };

/** Ways to tell people something. */
export interface NotifyConfig {
  readonly email?:
    | {
        readonly server: string;
        readonly username?: string | undefined;
        readonly password?: string | undefined;
        readonly from: string;
        readonly to: readonly string[];
      }
    | undefined;
  readonly webhook?: { readonly url: string; readonly headers: Readonly<Record<string, string>> } | undefined;
}

/** Everything the user wrote, checked: immutable, and complete enough to plan from. */
export interface Project {
  /** Absolute path of the folder. */
  readonly root: string;
  /** The configuration file's name, relative to the root. */
  readonly configFile: string;
  readonly configText: string;
  readonly tables: ReadonlyMap<string, Table>;
  readonly target: Target;
  readonly targetNames: readonly string[];
  /** All targets, in the order written. */
  readonly targets: readonly TargetOutline[];
  readonly vars: Readonly<Record<string, string>>;
  readonly selection: { readonly match: 'all' | 'any' };
  readonly storage: Storage;
  readonly indexes: ReadonlyMap<string, SearchIndexConfig>;
  readonly search: SearchConfig;
  readonly connections: ReadonlyMap<string, Connection>;
  readonly loads: ReadonlyMap<string, LoadConfig>;
  /** What `headrace bundle` is told, for this target. */
  readonly bundle: BundleConfig;
  /** Privileges on every table, or on those of a layer; a table's own come on top. */
  readonly grants: Grants;
  /** How people are told; references in it are resolved when they are. */
  readonly notify: NotifyConfig;
  /** What `headrace ci` is told. */
  readonly ci: CiConfig;
  /** Everything found wrong, errors and warnings, in the order of the files. */
  readonly problems: readonly Problem[];
}
