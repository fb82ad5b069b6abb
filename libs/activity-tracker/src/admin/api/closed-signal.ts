import { HttpException } from '@nestjs/common';

/** Never sent: the connection is closed. Nest logs no HttpException. */
const CLIENT_LEFT = 499;

/** The parts of Node's response that are read here. */
export interface NodeResponse {
  readonly closed?: boolean;
  readonly destroyed?: boolean;
  once(event: 'close', listener: () => void): void;
  destroy(): unknown;
}

/** Node's response of a platform's: Fastify keeps it in `raw`. */
export function nodeResponse(response: object): NodeResponse {
  return (response as { raw?: NodeResponse }).raw ?? (response as NodeResponse);
}

/** Aborts when a response closes, so that reading for a client that left stops. */
export function closedSignal(response: object): AbortSignal {
  const raw = nodeResponse(response);
  const controller = new AbortController();
  const abort = () => controller.abort(new HttpException('The client left.', CLIENT_LEFT));
  if (raw.closed || raw.destroyed) abort();
  else raw.once('close', abort);
  return controller.signal;
}
