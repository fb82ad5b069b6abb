import { useWords } from '../panel';
import { Text } from './text';

/** The suffix of a class name carries no information. */
export const shortController = (namespace: string): string => namespace.replace(/Controller$/, '') || namespace;

export function handlerText(namespace: string | null, urlName: string | null): string | null {
  if (urlName === null) return namespace && shortController(namespace);
  return namespace === null ? urlName : `${shortController(namespace)}.${urlName}`;
}

export function HandlerName({ namespace, urlName }: { namespace: string | null; urlName: string | null }) {
  const words = useWords();
  const text = handlerText(namespace ?? null, urlName ?? null);
  return text === null ? <span class="muted">{words('noRoute')}</span> : <Text value={text} />;
}
