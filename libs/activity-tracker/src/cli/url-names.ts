import type { Handler } from './application/handlers.js';

/** Keyed as in `history.eventNames`: the handler's name if unique, else `Controller.name` or `Resolver.name`. */
export function urlNames(handlers: readonly Handler[]): Record<string, string> {
  const controllersByName = new Map<string, Set<string>>();
  for (const { namespace, urlName } of handlers) {
    controllersByName.set(urlName, (controllersByName.get(urlName) ?? new Set()).add(namespace));
  }
  return Object.fromEntries(
    handlers.map(({ namespace, urlName, title }) => {
      const name = words(urlName) || urlName;
      return controllersByName.get(urlName)!.size === 1
        ? [urlName, title ?? sentence(name)]
        : [
            `${namespace}.${urlName}`,
            title ?? sentence(`${words(namespace.replace(/(?:Controller|Resolver)$/, ''))}: ${name}`),
          ];
    }),
  );
}

function words(identifier: string): string {
  return identifier
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_$-]+/)
    .filter(Boolean)
    .map((word) => (/^[A-Z\d]{2,}$/.test(word) ? word : word.toLowerCase()))
    .join(' ');
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
