/*
 * Reads the metadata that @nestjs/graphql's decorators leave on a resolver's method. It is in this folder because capture and the
 * command line both need it, and neither imports the other.
 */

const TYPE_METADATA = 'graphql:resolver_type';
const NAME_METADATA = 'graphql:resolver_name';
const ROOT_TYPES: ReadonlySet<unknown> = new Set(['Query', 'Mutation']);

/** A field of a root type of the schema. */
export interface RootField {
  readonly type: 'query' | 'mutation';
  readonly name: string;
}

/** The root field that a method resolves, code first or schema first; `undefined` for other methods and subscriptions. */
export function rootFieldOf(method: object, methodName: string): RootField | undefined {
  const type: unknown = Reflect.getMetadata(TYPE_METADATA, method);
  if (!ROOT_TYPES.has(type)) return undefined;
  const name = Reflect.getMetadata(NAME_METADATA, method) as string | undefined;
  return { type: String(type).toLowerCase() as RootField['type'], name: name ?? methodName };
}
