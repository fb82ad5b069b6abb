/** Nest names callbacks `Controller.method`; Fastify binds them, which prepends `bound `. */
const NEST_HANDLER = /^(?:bound )?([^ .]+\.[^ .]+)$/;
/** `null` for functions that are no handlers. */
const known = new Map<string, string | null>();
const MOST_KNOWN = 10_000;

export function handlerName(functionName: string | undefined): string | undefined {
  if (functionName === undefined) return undefined;
  const name = known.get(functionName);
  if (name !== undefined) return name ?? undefined;
  const found = nameIn(functionName);
  if (known.size < MOST_KNOWN) known.set(functionName, found ?? null);
  return found;
}

function nameIn(functionName: string): string | undefined {
  return NEST_HANDLER.exec(functionName)?.[1];
}
