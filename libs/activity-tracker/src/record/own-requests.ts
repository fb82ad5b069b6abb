/** Held here and not on the request, so that nothing of the host's is overwritten. */
const own = new WeakSet<object>();

/** The platform's request; Fastify keeps Node's in `raw`. */
interface Request {
  readonly raw?: object;
}

/** Keeps a request for the tracker itself out of the log, where no route of Nest's says so. */
export function markOwn(request: object): void {
  own.add((request as Request).raw ?? request);
}

/** @param request Node's request */
export const isOwn = (request: object): boolean => own.has(request);
