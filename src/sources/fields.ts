/** What a search engine has to know of a field, whichever source it comes from. */
export type SourceFieldType =
  | 'text'
  | 'keyword'
  | 'long'
  | 'double'
  | 'boolean'
  | 'date'
  | 'object'
  | 'vector'
  | 'binary';

export interface SourceField {
  readonly name: string;
  readonly type: SourceFieldType;
  /** Whether a document holds a list of them; a vector is none. */
  readonly list: boolean;
  /** Of a vector, where the source declares them. */
  readonly dimensions?: number;
}
