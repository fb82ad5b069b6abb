import { type BodyContent, readBody } from '../capture/bodies/body-content.js';
import type { Exchange } from '../capture/exchange.js';
import type { ActivityLog } from '../record/activity-log.js';

/** @param limit bytes kept at the most */
export function requestBody({ request, requestBody, platformRequest }: Exchange, limit: number): BodyContent {
  const { headers } = request;
  return readBody(
    requestBody,
    {
      contentType: headers['content-type'],
      parsed: platformRequest?.body,
      wasSent: requestBody !== undefined,
      contentLength: headers['content-length'],
    },
    limit,
  );
}

/** @param limit bytes kept at the most */
export function responseBody(exchange: Exchange, limit: number): BodyContent {
  const body = carriesBody(exchange) ? exchange.sent.body : undefined;
  return readBody(body, exchange.sent.declaration, limit);
}

/** RFC 9110 §6.4.1: an answer to HEAD, 204 and 304 have none, whatever the handler wrote. */
function carriesBody({ request, statusCode }: Exchange): boolean {
  return statusCode !== null && request.method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
}

/** Sizes of what was cut; `undefined` where nothing was. */
export function truncation(asked: BodyContent, answered: BodyContent): ActivityLog['truncated'] {
  if (asked.truncatedFrom === undefined && answered.truncatedFrom === undefined) return undefined;
  return {
    ...(asked.truncatedFrom !== undefined && { body: asked.truncatedFrom }),
    ...(answered.truncatedFrom !== undefined && { response: answered.truncatedFrom }),
  };
}
