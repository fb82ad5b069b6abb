/* Metadata of @nestjs/graphql's decorators, for capture and the command line, which do not import each other. */

const TYPE_METADATA = 'graphql:resolver_type';
const NAME_METADATA = 'graphql:resolver_name';
const ROOT_TYPES: ReadonlySet<unknown> = new Set(['Query', 'Mutation']);

export interface RootField {
  readonly type: 'query' | 'mutation';
  readonly name: string;
}

export function rootFieldOf(method: object, methodName: string): RootField | undefined {
  const type: unknown = Reflect.getMetadata(TYPE_METADATA, method);
  if (!ROOT_TYPES.has(type)) return undefined;
  const name = Reflect.getMetadata(NAME_METADATA, method) as string | undefined;
  return { type: String(type).toLowerCase() as RootField['type'], name: name ?? methodName };
}
