import { type BodyContent, readBody } from '../../capture/bodies/body-content.js';
import type { Exchange } from '../../capture/exchange.js';
import type { ActivityLog } from '../../record/activity-log.js';
import type { RecordedBody } from './recorded-exchange.js';

export function requestBodyOf(
  { request, requestBody, platformRequest }: Exchange,
  content?: BodyContent,
): RecordedBody {
  const { headers } = request;
  return {
    body: requestBody,
    declared: {
      contentType: headers['content-type'],
      parsed: platformRequest?.body,
      wasSent: requestBody !== undefined,
      contentLength: headers['content-length'],
    },
    content,
  };
}

export function responseBodyOf(exchange: Exchange, content?: BodyContent): RecordedBody {
  const body = carriesBody(exchange) ? exchange.sent.body : undefined;
  return { body, declared: exchange.sent.declaration, content };
}

/** @param limit bytes kept of the body */
export function contentOf({ body, declared, content }: RecordedBody, limit: number): BodyContent {
  return content ?? readBody(body, declared, limit);
}

/** RFC 9110 §6.4.1: responses to HEAD, 204 and 304 have no body, whatever the handler wrote. */
function carriesBody({ request, statusCode }: Exchange): boolean {
  return statusCode !== null && request.method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
}

/** @param body original size in bytes of a truncated request body @param response of a truncated response body */
export function truncation(body: number | undefined, response: number | undefined): ActivityLog['truncated'] {
  if (body === undefined && response === undefined) return undefined;
  return { ...(body !== undefined && { body }), ...(response !== undefined && { response }) };
}
