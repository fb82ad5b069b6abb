import type { ServerResponse } from 'node:http';
import { Types } from 'mongoose';
import type { CaptureOptions } from '../capture/capture.options.js';
import type { Exchange } from '../capture/exchange.js';
import { clientIp } from '../common/client-ip.js';
import { urlOrigin } from '../capture/request-url.js';
import { sentHeader, sentHeaders } from '../capture/sent-header.js';
import { shortAddress } from '../identity/address/short-address.js';
import type { CountryLookup } from '../identity/country/country-lookup.js';
import type { Verdict } from '../identity/identity.js';
import type { IdentityService } from '../identity/identity.service.js';
import { Refusal } from '../identity/token/refusal.js';
import { isIdentity } from '../identity/token/token-source.js';
import type { Call } from './call.js';
import { requestBodyOf, responseBodyOf } from './building/exchange-bodies.js';
import type { ClientAddress, RecordedExchange, RecordedUser } from './building/recorded-exchange.js';

const MOST_IPS = 1_000;
/** Characters of an address that is remembered. */
const LONGEST_IP = 80;

/** Takes from an ended exchange everything that its record is built from. */
export class ExchangeReader {
  private readonly ips = new Map<string, string | null>();

  constructor(
    private readonly capture: CaptureOptions,
    private readonly identities: Pick<IdentityService, 'actorOf' | 'payloadOf' | 'payloadFields'>,
    private readonly countries: Pick<CountryLookup, 'countryOf'>,
  ) {}

  read(call: Call, verdict: Verdict): RecordedExchange {
    const { exchange, route, template, params, attemptedField, graphql } = call;
    const { request, response } = exchange;
    const { pathType, responseHeaders, requestIdHeader } = this.capture;
    return {
      _id: new Types.ObjectId(),
      method: request.method ?? null,
      url: exchange.url,
      template,
      params: params ?? paramsOf(exchange),
      origin: pathType === 'FULL_PATH' ? undefined : urlOrigin(exchange),
      address: this.address(exchange.hasOrigin ? exchange.origin('ip') : request.socket?.remoteAddress),
      headers: exchange.requestHeaders,
      headerBytes: headersSize(request.rawHeaders),
      requestBody: requestBodyOf(exchange, graphql?.bodies.requestBody),
      responseBody: responseBodyOf(exchange, graphql?.bodies.responseBody),
      sentHeaders: responseHeaders ? sentHeaders(response) : undefined,
      requestId: requestIdHeader === undefined ? undefined : requestId(response, requestIdHeader),
      statusCode: exchange.statusCode,
      arrivedAt: exchange.arrivedAt,
      executionTime: exchange.executionTime,
      outcome: exchange.outcome ?? 'unfinished',
      traceId: exchange.traceId,
      route,
      attemptedField,
      graphql: graphql?.activity,
      user: this.user(verdict),
    };
  }

  address(given: unknown): ClientAddress {
    const ip = typeof given === 'string' ? this.ipOf(given) : null;
    return { ip, country: this.countries.countryOf(ip) };
  }

  private ipOf(given: string): string | null {
    const known = this.ips.get(given);
    if (known !== undefined) return known;
    const found = clientIp(given);
    const ip = found !== null && this.capture.anonymizeIp ? shortAddress(found) : found;
    if (this.ips.size >= MOST_IPS) this.ips.clear();
    if (given.length <= LONGEST_IP) this.ips.set(given, ip);
    return ip;
  }

  private user(verdict: Verdict): RecordedUser {
    const { identities } = this;
    const identity = isIdentity(verdict) ? verdict : null;
    return {
      id: identity?.userId ?? null,
      actor: identity ? identities.actorOf(identity) : undefined,
      payload: identities.payloadFields.length === 0 ? NO_PAYLOAD : identities.payloadOf(identity),
      unidentified: verdict instanceof Refusal ? verdict.cause : undefined,
    };
  }
}

const NO_PAYLOAD: RecordedUser['payload'] = {};

function requestId(response: ServerResponse, name: string): string | null {
  try {
    return sentHeader(response, name.toLowerCase()) ?? null;
  } catch {
    return null;
  }
}

function paramsOf({ platformRequest }: Exchange): Record<string, unknown> {
  const given = platformRequest?.params;
  return typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
}

/** Synthetic requests may have no headers or numeric ones; NaN would corrupt the buffer size. */
function headersSize(rawHeaders: readonly unknown[] | undefined): number {
  let size = 0;
  for (const part of rawHeaders ?? []) size += typeof part === 'string' ? part.length : String(part).length;
  return size;
}
