import type { Problem } from '../../kernel/index.ts';
import type { ValueRef } from './plan.ts';
import { unknownField, wrongFieldType } from './problems.ts';
import type { Fields, FieldType, QuerySchema } from './types.ts';

/** Finds the fields that a request names, and notes a problem for every one that cannot be used so. */
export class FieldFinder {
  readonly problems: Problem[] = [];
  readonly #fields: Fields;

  constructor(schema: QuerySchema) {
    this.#fields = schema.fields;
  }

  /** A field whose whole values can be compared. */
  value(name: string, use: string): ValueRef | undefined {
    return this.#find(
      name,
      use,
      (type) => valueRef(name, type) !== undefined,
      (type) => valueRef(name, type),
    );
  }

  /** A value field that has an order. */
  ordered(name: string, use: string): ValueRef | undefined {
    const fits = (type: FieldType): boolean => type.type !== 'boolean' && valueRef(name, type) !== undefined;
    return this.#find(name, use, fits, (type) => valueRef(name, type));
  }

  text(name: string, use: string): string | undefined {
    return this.#find(
      name,
      use,
      ({ type }) => type === 'text',
      () => name,
    );
  }

  /** Anything that is indexed. */
  indexed(name: string, use: string): FieldType | undefined {
    return this.#find(
      name,
      use,
      ({ type }) => type !== 'object',
      (type) => type,
    );
  }

  /** Something to complete: whole values, or words. */
  completable(name: string): FieldType | undefined {
    return this.#find(
      name,
      'complete',
      ({ type }) => type === 'text' || type === 'keyword',
      (type) => type,
    );
  }

  allText(): string[] {
    return this.#names(({ type }) => type === 'text');
  }

  vectors(): string[] {
    return this.#names(({ type }) => type === 'vector');
  }

  vector(name: string, use: string): Extract<FieldType, { type: 'vector' }> | undefined {
    return this.#find(
      name,
      use,
      ({ type }) => type === 'vector',
      (type) => (type.type === 'vector' ? type : undefined),
    );
  }

  #names(fits: (type: FieldType) => boolean): string[] {
    return Object.keys(this.#fields).filter((name) => {
      const type = this.#fields[name];
      return type !== undefined && fits(type);
    });
  }

  #find<T>(
    name: string,
    use: string,
    fits: (type: FieldType) => boolean,
    take: (type: FieldType) => T | undefined,
  ): T | undefined {
    const type = Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
    if (type !== undefined && fits(type)) return take(type);
    const fields = this.#names(fits);
    this.problems.push(
      type === undefined
        ? unknownField({ field: name, use, fields })
        : wrongFieldType({ field: name, type: type.type, use, fields }),
    );
    return undefined;
  }
}

function valueRef(name: string, type: FieldType): ValueRef | undefined {
  switch (type.type) {
    case 'object':
    case 'vector':
      return undefined;
    case 'text':
      return type.keyword ? { name, kind: 'keyword', ofText: true } : undefined;
    default:
      return { name, kind: type.type, ofText: false };
  }
}
