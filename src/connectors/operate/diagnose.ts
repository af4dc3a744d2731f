/** What a remedy speaks of. */
export interface FailureContext {
  readonly source: string;
  readonly connection: string;
}

interface Cause {
  readonly says: RegExp;
  readonly remedy: (context: FailureContext) => string;
}

/** The failures that people meet, by what a pipeline says; the first that fits counts. */
const causes: readonly Cause[] = [
  {
    says: /connection type \S+ is not supported|unsupported connection type|CONNECTION_TYPE_(?:IS_)?NOT_SUPPORTED/i,
    remedy: ({ source, connection }) =>
      `The connection must be of type COMMUNITY: delete it, and make it again with \`headrace connectors create-connection ${source} ${connection} --options …\`.`,
  },
  {
    says: /no lakeflowconnect (?:class|implementation)|no module named|ModuleNotFoundError|DATA_SOURCE_NOT_FOUND|failed to find data source|is not registered/i,
    remedy: ({ source }) =>
      `The code of ${source} is not where the pipeline looks for it. Say with \`code\` where it is, then generate and deploy again.`,
  },
  {
    says: /connection ['"`]?[\w-]+['"`]? (?:does not exist|(?:was |is )?not found)|CONNECTION_(?:DOES_NOT_EXIST|NOT_FOUND)/i,
    remedy: ({ source, connection }) =>
      `Is "${connection}" the connection's name? \`headrace connectors doctor\` tells the nearest; \`headrace connectors create-connection ${source} ${connection}\` makes it.`,
  },
  {
    says: /externalOptionsAllowList|option\b.*\bnot allowed|not in the allow ?list/i,
    remedy: ({ source, connection }) =>
      `The connection does not let an option of a table through: \`headrace connectors create-connection ${source} ${connection} --options … --update\` allows what tables use.`,
  },
  {
    says: /PERMISSION_DENIED|INSUFFICIENT_PERMISSIONS|does not have (?:the )?[\w\s]*(?:privilege|permission)|not authorized to/i,
    remedy: ({ connection }) =>
      `Whoever the pipeline runs as lacks a permission: USE CONNECTION on "${connection}", USE CATALOG, USE SCHEMA and CREATE TABLE where tables go.`,
  },
  {
    says: /(?:SCHEMA|CATALOG)_(?:NOT_FOUND|DOES_NOT_EXIST)|(?:schema|catalog)\b.*(?:does not exist|not found|no such)|no such (?:schema|catalog)/i,
    remedy: () =>
      'Make the catalog and schema, or correct them in connector.yml, then generate and deploy again.',
  },
  {
    says: /table ['"`]?[\w.]+['"`]? (?:is )?not (?:found|supported)|unknown table|unsupported table|TABLE_OR_VIEW_NOT_FOUND/i,
    remedy: ({ connection }) =>
      `Does the source have this table for the account of "${connection}"? Names are those of the source, in the same letters; \`headrace connectors discover\` lists them.`,
  },
  {
    says: /\b401\b|unauthori[sz]ed|invalid[ _](?:access[ _])?(?:token|grant|credentials)|authentication failed/i,
    remedy: ({ source, connection }) =>
      `The source refuses the credentials of the connection: \`headrace connectors create-connection ${source} ${connection} --options … --update\` replaces them.`,
  },
  {
    says: /\b429\b|rate limit|too many requests|quota exceeded/i,
    remedy: () =>
      'The source answers fewer requests than all pipelines make together: plan with fewer pipelines, or with schedules that do not meet.',
  },
];

/** What helps against a failure, where the pipeline's words are those of a known one. */
export function remedyFor(message: string, context: FailureContext): string | undefined {
  return causes.find(({ says }) => says.test(message))?.remedy(context);
}
