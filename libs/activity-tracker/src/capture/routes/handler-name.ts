/** Nest names a route's callback `Controller.method`; Fastify binds it, which puts a word before the name. */
const NEST_HANDLER = /^(?:bound )?([^ .]+\.[^ .]+)$/;
/** As many as an app has routes. */
const known = new Map<string, string | undefined>();
const MOST_KNOWN = 10_000;

export function handlerName(functionName: string | undefined): string | undefined {
  if (functionName === undefined) return undefined;
  if (!known.has(functionName) && known.size < MOST_KNOWN) known.set(functionName, nameIn(functionName));
  return known.get(functionName) ?? nameIn(functionName);
}

function nameIn(functionName: string): string | undefined {
  return NEST_HANDLER.exec(functionName)?.[1];
}
