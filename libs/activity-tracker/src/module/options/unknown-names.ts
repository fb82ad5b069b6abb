import type { ResolvedOptions } from '../../activity-tracker.options.js';
import { nearestName } from '../../common/nearest-name.js';

/** `name` or `Controller.name`: whatever else stands in a list names a custom event. */
const HANDLER_NAME = /^[\w$]+(?:\.[\w$]+)?$/;

/** Names of an option, and whether it may also name what the application no longer has. */
interface NamingOption {
  option: string;
  names: readonly string[];
  readsOldRecords?: boolean;
}

/** A handler of the application: of a controller, or of a GraphQL resolver. */
export interface NamedHandler {
  readonly namespace: string;
  readonly urlName: string;
}

/** A line for each name in the options that no handler has, with the nearest one: a misspelt name skips and hides nothing. */
export function unknownNames(
  { capture, history, admin }: Pick<ResolvedOptions, 'capture' | 'history' | 'admin'>,
  handlers: readonly NamedHandler[],
): string[] {
  const namespaces = [...new Set(handlers.map(({ namespace }) => namespace))];
  const names = [...new Set(handlers.flatMap(({ namespace, urlName }) => [urlName, `${namespace}.${urlName}`]))];
  return [
    ...unknownIn('controller', namespaces, [{ option: 'capture.skipNamespaces', names: capture.skipNamespaces }]),
    ...unknownIn('handler', names, [
      { option: 'capture.skipUrlNames', names: capture.skipUrlNames },
      { option: 'capture.trackAnonymousUrlNames', names: capture.trackAnonymousUrlNames },
      { option: 'capture.signIns', names: Object.keys(capture.signIns) },
      { option: 'history.hiddenUrlNames', names: history.hiddenUrlNames, readsOldRecords: true },
      { option: 'history.eventNames', names: Object.keys(history.eventNames), readsOldRecords: true },
      { option: 'admin.urlNames', names: admin.urlNames, readsOldRecords: true },
    ]),
  ];
}

function unknownIn(kind: string, known: readonly string[], options: readonly NamingOption[]): string[] {
  const isKnown = new Set(known);
  return options.flatMap(({ option, names, readsOldRecords }) => {
    const remedy = readsOldRecords ? 'Keep it only for custom events and older records.' : 'Correct or remove it.';
    return names
      .filter((name) => !isKnown.has(name) && (!readsOldRecords || HANDLER_NAME.test(name)))
      .map((name) => {
        const nearest = nearestName(name, known);
        const meant = nearest ? ` Did you mean "${nearest}"?` : '';
        return `${option} holds "${name}", and no ${kind} of the application has that name.${meant} ${remedy}`;
      });
  });
}
