import { HttpException } from '@nestjs/common';

/** Never sent: the connection is closed. Nest logs no HttpException. */
const CLIENT_LEFT = 499;

/** The platform's response; Fastify keeps Node's in `raw`. */
interface Response {
  raw?: Response;
  readonly closed?: boolean;
  readonly destroyed?: boolean;
  once(event: 'close', listener: () => void): void;
}

/** Aborts when a response closes, so that reading for a client that left stops. */
export function closedSignal(response: object): AbortSignal {
  const { raw = response as Response } = response as Response;
  const controller = new AbortController();
  const abort = () => controller.abort(new HttpException('The client left.', CLIENT_LEFT));
  if (raw.closed || raw.destroyed) abort();
  else raw.once('close', abort);
  return controller.signal;
}
