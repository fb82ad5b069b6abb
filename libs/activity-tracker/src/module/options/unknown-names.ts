import type { ResolvedOptions } from '../../activity-tracker.options.js';
import { nearestName } from '../../common/nearest-name.js';

/** `name` or `Controller.name`; other texts name custom events. */
const HANDLER_NAME = /^[\w$]+(?:\.[\w$]+)?$/;

/** `readsOldRecords`: the names may belong to handlers that no longer exist. */
interface NamingOption {
  option: string;
  names: readonly string[];
  readsOldRecords?: boolean;
}

export interface NamedHandler {
  readonly namespace: string;
  readonly urlName: string;
}

/** Returns a warning per unknown name, because a misspelled name would skip or hide nothing. */
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
        return `${option} holds "${name}", but no ${kind} of the application has that name.${meant} ${remedy}`;
      });
  });
}
