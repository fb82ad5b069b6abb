import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  Logger,
  UnauthorizedException,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { rememberCaller } from './caller.js';
import { HISTORY_OPTIONS, type HistoryOptions, type PermissionQuestion } from './history.options.js';
import { payloadHolds, RequireActivityPermission } from './permission.js';
import { type Caller, REQUEST_AUTHENTICATOR, type RequestAuthenticator } from './request-authenticator.js';
import { isUserId } from './same-user.js';

/**
 * Lets signed-in callers through (else 401) and, where {@link RequireActivityPermission} stands, only those who hold the
 * permission (else 403). No answer behind it, an error included, may be cached or sniffed.
 * @publicApi
 */
@Injectable()
export class HistoryGuard implements CanActivate {
  private readonly logger = new Logger(HistoryGuard.name);

  constructor(
    @Inject(REQUEST_AUTHENTICATOR) private readonly authenticator: RequestAuthenticator,
    @Inject(HISTORY_OPTIONS) private readonly options: HistoryOptions,
    @Inject(Reflector) private readonly reflector: Reflector,
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<object>();
    const response = http.getResponse<object>();
    // Here and not in an interceptor: errors thrown by a guard pass no interceptor.
    this.setHeader(response, 'Cache-Control', 'no-store');
    this.setHeader(response, 'X-Content-Type-Options', 'nosniff');

    const user = await this.authenticate(request);
    if (!user) {
      this.setHeader(response, 'WWW-Authenticate', 'Bearer');
      throw new UnauthorizedException();
    }
    const permission = this.requiredPermission(context);
    if (permission !== undefined && !(await this.holds(user, permission, request))) throw new ForbiddenException();
    rememberCaller(request, user);
    return true;
  }

  /** Whether a caller still holds `history.permission`: for what goes on after {@link canActivate}. Never rejects. */
  async stillAllows(request: object): Promise<boolean> {
    const user = await this.authenticate(request);
    return user !== null && (await this.holds(user, this.options.permission, request));
  }

  private requiredPermission(context: ExecutionContext): string | undefined {
    const required = this.reflector.getAllAndOverride(RequireActivityPermission, [
      context.getHandler(),
      context.getClass(),
    ]);
    return required === true ? this.options.permission : required;
  }

  private async authenticate(request: object): Promise<Caller | null> {
    try {
      const user = await this.authenticator.authenticate(request);
      return user && isUserId(user.userId) ? user : null;
    } catch (error) {
      this.logger.warn(`A caller could not be authenticated and got 401: ${String(error)}`);
      return null;
    }
  }

  private async holds({ userId, payload }: Caller, permission: string, request: object): Promise<boolean> {
    const question = { user: { userId, payload }, permission, request };
    try {
      // Whatever the type says: only `true` itself is a yes.
      const decide: (question: PermissionQuestion) => unknown = this.options.hasPermission ?? payloadHolds;
      return (await decide(question)) === true;
    } catch (error) {
      this.logger.warn(`history.hasPermission failed, so the caller got 403: ${String(error)}`);
      return false;
    }
  }

  private setHeader(response: object, name: string, value: string): void {
    this.host.httpAdapter.setHeader(response, name, value);
  }
}
