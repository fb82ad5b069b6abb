/** Nest names a route's callback `Controller.method`; Fastify binds it, which puts a word before the name. */
const NEST_HANDLER = /^(?:bound )?([^ .]+\.[^ .]+)$/;

export function handlerName(functionName: string | undefined): string | undefined {
  return functionName === undefined ? undefined : NEST_HANDLER.exec(functionName)?.[1];
}
