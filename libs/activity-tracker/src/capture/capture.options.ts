import type { IncomingMessage } from 'node:http';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Validate,
  ValidateBy,
} from 'class-validator';
import { IsWholeNumber } from '../common/option-rules/is-whole-number.js';
import { QuickPattern } from '../masking/keys/key-pattern.validators.js';
import { IsFunction } from '../common/option-rules/is-function.js';
import type { PathType } from './request-url.js';

/** Bytes; both bodies and the rest of the record must fit into a MongoDB document of 16 MiB. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

const SKIP_PATHS_RULE = 'must be an array of paths that begin with / and RegExps, such as ["/static", /\\.map$/]';

/** Options that select the requests to record, and the parts of each request to store. @publicApi */
export class CaptureOptions {
  /**
   * HTTP methods to record, in capitals. An empty list records all methods. Seed: `DRF_ACTIVITY_TRACKER_METHODS`.
   * @default []
   */
  @IsArray({ message: 'must be an array of HTTP methods in capitals, such as ["GET", "POST"]' })
  @Matches(/^[A-Z][A-Z-]*$/, {
    each: true,
    message: 'must be an array of HTTP methods in capitals, such as ["GET", "POST"]',
  })
  methods: string[] = [];

  /**
   * Returns `true` to skip a request. Called once per request with Node's own request (`url`, `method`, `headers`,
   * `socket`) before anything is read. If it throws or returns a promise, the request is recorded and the failure is
   * logged once.
   */
  @IsOptional()
  @IsFunction({ message: 'must be a function of the request that returns true or false' })
  skip?: (request: IncomingMessage) => boolean;

  /**
   * Paths to skip, without query string. A string matches that path and all paths below it: `/static` matches
   * `/static/app.js` but not `/statistics`. A RegExp matches anywhere in the path unless it has anchors. Paths are
   * compared as the client sent them, before anything is read.
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

  /** Class names of controllers to skip. Seed: `DRF_ACTIVITY_TRACKER_SKIP_NAMESPACE`. @default [] */
  @IsArray({ message: 'must be an array of controller class names, such as ["HealthController"]' })
  @IsNotEmpty({ each: true, message: 'must not hold an empty name' })
  @IsString({ each: true, message: 'must be an array of controller class names, such as ["HealthController"]' })
  skipNamespaces: string[] = [];

  /** Handlers to skip: `name` or `Controller.name`. Seed: `DRF_ACTIVITY_TRACKER_SKIP_URL_NAME`. @default [] */
  @IsArray({ message: 'must be an array of handler names, such as ["ping", "HealthController.check"]' })
  @IsNotEmpty({ each: true, message: 'must not hold an empty name' })
  @IsString({ each: true, message: 'must be an array of handler names, such as ["ping", "HealthController.check"]' })
  skipUrlNames: string[] = [];

  /**
   * Handlers whose anonymous requests are recorded too: `name` or `Controller.name`.
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

  /** Records anonymous requests on every route. @default false */
  @IsBoolean({ message: 'must be true or false' })
  trackAnonymous: boolean = false;

  /**
   * Handlers that sign users in (`name` or `Controller.name`), each with the request body field that identifies the
   * user: `email`, or a nested field such as `user.email`. A rejected sign-in (4xx) is recorded without a user, with
   * the masked value of that field as `attempted`. `@SignIn('email')` does the same on a handler.
   * @default {}
   */
  @ValidateBy(
    { name: 'areSignIns', validator: { validate: isFieldByHandler } },
    { message: "must be an object of body fields by handler, such as { 'AuthController.login': 'email' }" },
  )
  signIns: Record<string, string> = {};

  /**
   * Form of the record's `api` field: `ABSOLUTE` (URL with an allowed host), `FULL_PATH` (path and query) or `RAW_URI`
   * (URL with any well-formed host). Seed: `DRF_ACTIVITY_TRACKER_PATH_TYPE`.
   * @default 'ABSOLUTE'
   */
  @IsIn(['ABSOLUTE', 'FULL_PATH', 'RAW_URI'], { message: 'must be one of ABSOLUTE, FULL_PATH, RAW_URI' })
  pathType: PathType = 'ABSOLUTE';

  /**
   * Hosts allowed in an `ABSOLUTE` URL: names, `.example.com` for a domain and its subdomains, or `*`. An empty list
   * allows any well-formed host. Seed: Django's `ALLOWED_HOSTS`.
   * @default []
   */
  @IsArray({ message: 'must be an array of host names, such as ["api.example.com", ".example.org"]' })
  @Matches(/^(?:\*|\.?[a-z0-9[][a-z0-9.:_\]-]*)$/i, {
    each: true,
    message: 'must be an array of host names without port, such as ["api.example.com", ".example.org"]',
  })
  allowedHosts: string[] = [];

  /** Stores masked response headers as `response_headers`. @default false */
  @IsBoolean({ message: 'must be true or false' })
  responseHeaders: boolean = false;

  /**
   * Maximum bytes kept of each body, up to 4 MiB. Longer bodies are truncated and their full size is stored in
   * `truncated`.
   * @default 65536
   */
  @IsWholeNumber({
    from: 1_024,
    to: MAX_BODY_BYTES,
    message: 'must be a whole number of bytes from 1,024 to 4,194,304',
  })
  maxBodyBytes: number = 64 * 1024;

  /**
   * Request header stored as `trace_id`, such as `x-request-id`. Default: the trace id of the W3C `traceparent` header.
   * If the application has loaded `@opentelemetry/api`, the trace id of the active span takes precedence.
   */
  @IsOptional()
  @Matches(/^[a-z0-9!#$%&'*+.^_`|~-]+$/i, { message: 'must be the name of a header, such as x-request-id' })
  traceHeader?: string;

  /** Response header that carries the request id, such as `x-request-id`; stored as `request_id`. */
  @IsOptional()
  @Matches(/^[a-z0-9!#$%&'*+.^_`|~-]+$/i, { message: 'must be the name of a header, such as x-request-id' })
  requestIdHeader?: string;

  /**
   * Shortens client addresses to their network: 24 bits of IPv4, 48 bits of IPv6. Addresses are shortened before
   * lookup, storage and events, also in proxy headers such as `X-Forwarded-For` and `X-Real-IP`.
   * @default false
   */
  @IsBoolean({ message: 'must be true or false' })
  anonymizeIp: boolean = false;

  /**
   * Registers a global interceptor that finds the handler and calls `resolveUser` once guards passed. Default:
   * registered unless the application has `@Sse()` handlers, because any global interceptor makes Nest answer a failing
   * one with 200; `true` registers it there too. `false` finds handlers by their matched route and saves a few
   * microseconds per request. Any global interceptor delays handlers by microtasks.
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
