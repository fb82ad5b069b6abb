import { type RootFields, rootFieldsOf } from './root-fields.js';

/** Operations in the body or the query string, see graphql.github.io/graphql-over-http; undefined if it is not GraphQL. */
export function operationsOf(body: unknown, url: string): RootFields[] | undefined {
  const requests: unknown[] = Array.isArray(body) ? body : [body ?? inQueryString(url)];
  const operations: RootFields[] = [];
  for (const request of requests) {
    const operation = operationOf(request);
    if (!operation) return undefined;
    operations.push(operation);
  }
  return operations.length > 0 ? operations : undefined;
}

function operationOf(request: unknown): RootFields | undefined {
  if (typeof request !== 'object' || request === null) return undefined;
  const { query, operationName } = request as { query?: unknown; operationName?: unknown };
  if (typeof query !== 'string') return undefined;
  const isNamed = typeof operationName === 'string' && operationName !== '';
  return rootFieldsOf(query, isNamed ? operationName : undefined);
}

function inQueryString(url: string): object | undefined {
  const start = url.indexOf('?');
  if (start < 0 || !url.includes('query=', start)) return undefined;
  const parameters = new URLSearchParams(url.slice(start));
  return { query: parameters.get('query'), operationName: parameters.get('operationName') };
}

export function errorsOf(response: unknown): number | null {
  if (Array.isArray(response)) {
    const counts = response.map(errorsOf);
    return counts.includes(null) ? null : counts.reduce((sum: number, count) => sum + (count ?? 0), 0);
  }
  if (typeof response !== 'object' || response === null) return null;
  const { errors } = response as { errors?: unknown };
  if (Array.isArray(errors)) return errors.length;
  return Object.hasOwn(response, 'data') ? 0 : null;
}
