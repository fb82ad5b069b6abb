import { HttpException } from '@nestjs/common';

/** Never sent, because the connection is closed. Nest does not log an HttpException. */
const CLIENT_LEFT = 499;

export interface NodeResponse {
  readonly closed?: boolean;
  readonly destroyed?: boolean;
  once(event: 'close', listener: () => void): void;
  destroy(): unknown;
}

export function nodeResponse(response: object): NodeResponse {
  return (response as { raw?: NodeResponse }).raw ?? (response as NodeResponse);
}

/** Aborts when the response closes, which stops reading for a disconnected client. */
export function closedSignal(response: object): AbortSignal {
  const raw = nodeResponse(response);
  const controller = new AbortController();
  const abort = () => controller.abort(new HttpException('The client disconnected.', CLIENT_LEFT));
  if (raw.closed || raw.destroyed) abort();
  else raw.once('close', abort);
  return controller.signal;
}
