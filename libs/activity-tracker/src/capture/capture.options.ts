import type { IncomingMessage } from 'node:http';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  Validate,
  ValidateBy,
} from 'class-validator';
import { QuickPattern } from '../masking/keys/key-pattern.validators.js';
import { IsFunction } from '../common/is-function.js';
import type { PathType } from './request-url.js';

/** A MongoDB document holds 16 MiB; both bodies and the rest of the record must fit. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

const SKIP_PATHS_RULE = 'must be an array of paths that begin with / and RegExps, such as ["/static", /\\.map$/]';

/**
 * Which requests are recorded, and which of their parts.
 * @publicApi
 */
export class CaptureOptions {
  /**
   * HTTP methods to record, in capitals. Empty: all of them.
   * Seed: `DRF_ACTIVITY_TRACKER_METHODS`.
   * @default []
   */
  @IsArray({ message: 'must be an array of HTTP methods in capitals, such as ["GET", "POST"]' })
  @Matches(/^[A-Z][A-Z-]*$/, {
    each: true,
    message: 'must be an array of HTTP methods in capitals, such as ["GET", "POST"]',
  })
  methods: string[] = [];

  /**
   * Requests that are not recorded, by a function of Node's own request (`url`, `method`, `headers`, `socket`). It is called
   * once for each request, before anything is read, and must return `true` (not recorded) or `false`. The request is recorded
   * if the function throws or returns a promise, which is logged once.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of the request that returns true or false' })
  skip?: (request: IncomingMessage) => boolean;

  /**
   * Paths that are not recorded, without their query string: a string matches that path and all paths below it, so `/static`
   * matches `/static/app.js` and not `/statistics`; a RegExp is searched for anywhere in the path unless it has anchors.
   * Paths are compared as the client sent them, before anything is read.
   * @default []
   */
  @IsArray({ message: SKIP_PATHS_RULE })
  @ValidateBy(
    { name: 'arePathPatterns', validator: { validate: isPathPattern } },
    { each: true, message: SKIP_PATHS_RULE },
  )
  @Validate(QuickPattern, {
    each: true,
    message:
      'must not hold a pattern that takes longer than a tenth of a second for one path: simplify its nested repetitions',
  })
  skipPaths: (string | RegExp)[] = [];

  /**
   * Controllers whose calls are not recorded, by class name.
   * Seed: `DRF_ACTIVITY_TRACKER_SKIP_NAMESPACE`.
   * @default []
   */
  @IsArray({ message: 'must be an array of controller class names, such as ["HealthController"]' })
  @IsNotEmpty({ each: true, message: 'must not hold an empty name' })
  @IsString({ each: true, message: 'must be an array of controller class names, such as ["HealthController"]' })
  skipNamespaces: string[] = [];

  /**
   * Handlers whose calls are not recorded: `name` or `Controller.name`.
   * Seed: `DRF_ACTIVITY_TRACKER_SKIP_URL_NAME`.
   * @default []
   */
  @IsArray({ message: 'must be an array of handler names, such as ["ping", "HealthController.check"]' })
  @IsNotEmpty({ each: true, message: 'must not hold an empty name' })
  @IsString({ each: true, message: 'must be an array of handler names, such as ["ping", "HealthController.check"]' })
  skipUrlNames: string[] = [];

  /**
   * Handlers whose calls are recorded also without a user: `name` or `Controller.name`.
   * Seed: `DRF_ACTIVITY_TRACKER_DONT_SKIP_URL_NAME`.
   * @default []
   */
  @IsArray({ message: 'must be an array of handler names, such as ["register", "WebhookController.receive"]' })
  @IsNotEmpty({ each: true, message: 'must not hold an empty name' })
  @IsString({
    each: true,
    message: 'must be an array of handler names, such as ["register", "WebhookController.receive"]',
  })
  trackAnonymousUrlNames: string[] = [];

  /**
   * Record calls also without a user, on every route.
   * @default false
   */
  @IsBoolean({ message: 'must be true or false' })
  trackAnonymous: boolean = false;

  /**
   * Handlers that sign users in, each with the field of the request body that identifies the user: `name` or
   * `Controller.name` → `email`, or deeper, `user.email`. A refused sign-in (4xx) is recorded although no user is known, with the
   * value of that field, masked as usual, as `attempted`. `@SignIn('email')` does the same on a handler.
   * @default {}
   */
  @ValidateBy(
    { name: 'areSignIns', validator: { validate: isFieldByHandler } },
    { message: "must be an object of body fields by handler, such as { 'AuthController.login': 'email' }" },
  )
  signIns: Record<string, string> = {};

  /**
   * Form of the record's `api` field: `ABSOLUTE` (with a host that is allowed), `FULL_PATH` (path and query) or
   * `RAW_URI` (with any well-formed host).
   * Seed: `DRF_ACTIVITY_TRACKER_PATH_TYPE`.
   * @default 'ABSOLUTE'
   */
  @IsIn(['ABSOLUTE', 'FULL_PATH', 'RAW_URI'], { message: 'must be one of ABSOLUTE, FULL_PATH, RAW_URI' })
  pathType: PathType = 'ABSOLUTE';

  /**
   * Hosts that may stand in an `ABSOLUTE` URL: names, `.example.com` for all below it, `*`. Empty: any well-formed one.
   * Seed: Django's `ALLOWED_HOSTS`.
   * @default []
   */
  @IsArray({ message: 'must be an array of host names, such as ["api.example.com", ".example.org"]' })
  @Matches(/^(?:\*|\.?[a-z0-9[][a-z0-9.:_\]-]*)$/i, {
    each: true,
    message: 'must be an array of host names without port, such as ["api.example.com", ".example.org"]',
  })
  allowedHosts: string[] = [];

  /**
   * Keep the response headers too, masked, as `response_headers`.
   * @default false
   */
  @IsBoolean({ message: 'must be true or false' })
  responseHeaders: boolean = false;

  /**
   * Bytes of each body that are kept; what is longer is cut, and its size noted in `truncated`. At most 4 MiB.
   * @default 65536
   */
  @IsInt({ message: 'must be a whole number of bytes from 1,024 to 4,194,304' })
  @Min(1_024, { message: 'must be a whole number of bytes from 1,024 to 4,194,304' })
  @Max(MAX_BODY_BYTES, { message: 'must be a whole number of bytes from 1,024 to 4,194,304' })
  maxBodyBytes: number = 64 * 1024;

  /**
   * Request header whose value becomes `trace_id`, such as `x-request-id`. Without it the trace id of the W3C `traceparent` header is
   * taken. Where the application has loaded `@opentelemetry/api`, the trace id of its active span goes before both.
   */
  @IsOptional()
  @Matches(/^[a-z0-9!#$%&'*+.^_`|~-]+$/i, { message: 'must be the name of a header, such as x-request-id' })
  traceHeader?: string;

  /** Response header with the id that the server gave the request, such as `x-request-id`. Its value is kept as `request_id`. */
  @IsOptional()
  @Matches(/^[a-z0-9!#$%&'*+.^_`|~-]+$/i, { message: 'must be the name of a header, such as x-request-id' })
  requestIdHeader?: string;

  /**
   * Keep of a client's address the network alone: 24 bits of IPv4, 48 of IPv6. It is shortened before anything is looked up,
   * stored or announced, also in the headers in which proxies hand addresses on (`X-Forwarded-For`, `X-Real-IP` …).
   * @default false
   */
  @IsBoolean({ message: 'must be true or false' })
  anonymizeIp: boolean = false;

  /**
   * Register a global interceptor that notes which handler answers, and that asks `resolveUser` once the guards have
   * passed. By default it is registered unless the application has `@Sse()` handlers, because Nest answers a failing
   * one with 200 where any global interceptor is. `true` registers it there too. With `false` the handler is found by
   * the route that matched: a few microseconds less for each request. Any global interceptor, also an empty one, delays
   * handlers by microtasks.
   */
  @IsOptional()
  @IsBoolean({ message: 'must be true or false' })
  globalInterceptor?: boolean;
}

function isPathPattern(value: unknown): boolean {
  return value instanceof RegExp || (typeof value === 'string' && value.startsWith('/'));
}

function isFieldByHandler(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.entries(value).every(([name, field]) => name !== '' && typeof field === 'string' && field !== '');
}
