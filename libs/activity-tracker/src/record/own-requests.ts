/** A WeakSet, so that the request object stays unchanged. */
const own = new WeakSet<object>();

interface Request {
  readonly raw?: object;
}

export function markOwn(request: object): void {
  own.add((request as Request).raw ?? request);
}

export const isOwn = (request: object): boolean => own.has(request);
