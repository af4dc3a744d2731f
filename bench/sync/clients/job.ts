/** What a client is to do; the first argument of each, as JSON. */
export interface Job {
  /** URL of the Postgres database. */
  readonly from: string;
  /** URL of Elasticsearch. */
  readonly to: string;
  readonly table: string;
  readonly index: string;
}

export function readJob(): Job {
  const [, , text] = process.argv;
  if (text === undefined) throw new Error('the job is missing');
  return JSON.parse(text);
}
