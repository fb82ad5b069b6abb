import { type BodyContent, readBody } from '../capture/bodies/body-content.js';
import type { Exchange } from '../capture/exchange.js';
import type { ActivityLog } from '../record/activity-log.js';

export function readRequestBody({ request, requestBody, platformRequest }: Exchange, limit: number): BodyContent {
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

export function readResponseBody(exchange: Exchange, limit: number): BodyContent {
  const body = carriesBody(exchange) ? exchange.sent.body : undefined;
  return readBody(body, exchange.sent.declaration, limit);
}

/** RFC 9110 §6.4.1: responses to HEAD, 204 and 304 have no body, whatever the handler wrote. */
function carriesBody({ request, statusCode }: Exchange): boolean {
  return statusCode !== null && request.method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
}

export function truncation(requestBody: BodyContent, responseBody: BodyContent): ActivityLog['truncated'] {
  if (requestBody.truncatedFrom === undefined && responseBody.truncatedFrom === undefined) return undefined;
  return {
    ...(requestBody.truncatedFrom !== undefined && { body: requestBody.truncatedFrom }),
    ...(responseBody.truncatedFrom !== undefined && { response: responseBody.truncatedFrom }),
  };
}
