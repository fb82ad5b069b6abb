import type { RouteName } from '../api/statistics-types';
import { useWords } from '../panel';
import { Text } from './text';

/** The suffix of a class name carries no information. */
export const shortController = (namespace: string): string => namespace.replace(/Controller$/, '') || namespace;

export function handlerText(namespace: string | null, urlName: string | null): string | null {
  if (urlName === null) return namespace && shortController(namespace);
  return namespace === null ? urlName : `${shortController(namespace)}.${urlName}`;
}

type Handler = Pick<RouteName, 'namespace' | 'url_name' | 'other_type'>;

export function HandlerName({ of: { namespace, url_name, other_type } }: { of: Handler }) {
  const words = useWords();
  const text = handlerText(namespace ?? null, url_name ?? null);
  if (text !== null) return <Text value={text} />;
  return <span class="muted">{words(other_type ? 'otherTypeRoute' : 'noRoute')}</span>;
}
