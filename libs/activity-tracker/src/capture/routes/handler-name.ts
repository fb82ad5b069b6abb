/** Nest names callbacks `Controller.method`; Fastify binds them, which prepends `bound `. */
const NEST_HANDLER = /^(?:bound )?([^ .]+\.[^ .]+)$/;
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
