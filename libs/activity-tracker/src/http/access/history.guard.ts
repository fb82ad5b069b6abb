import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Optional,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { rememberCaller } from './caller.js';
import { REQUIRED_RIGHTS, RequireActivityPermission } from './permission.js';
import { missingPermission, Permissions } from './permissions.js';
import {
  type Caller,
  REQUEST_AUTHENTICATOR,
  type RequestAuthenticator,
  type UnauthenticatedCaller,
} from './request-authenticator.js';
import { ACTIVITY_RIGHTS, type ActivityRight } from './rights.js';
import { isUserId } from '../../record/user-forms.js';
import { SharedClass } from '../../package/shared-class.js';
import { forbidStoring } from '../answers/write-answer.js';
import { HostLog } from '../../common/host-log.js';
import { errorText } from '../../common/error-text.js';

/**
 * Accepts signed-in callers (otherwise 401) and, with {@link RequireActivityPermission}, only those who hold the
 * permission (otherwise 403, which names it). Forbids caching and sniffing of every response, errors included.
 * @publicApi
 */
@SharedClass('HistoryGuard')
@Injectable()
export class HistoryGuard implements CanActivate {
  private readonly logger = new HostLog(HistoryGuard.name);

  /** @internal */
  constructor(
    @Inject(REQUEST_AUTHENTICATOR) private readonly authenticator: RequestAuthenticator,
    private readonly permissions: Permissions,
    @Optional() private readonly reflector: Reflector,
    @Optional() private readonly host: HttpAdapterHost,
  ) {}

  /** @throws UnauthorizedException without a known user, ForbiddenException without the permission */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<object>();
    const response = http.getResponse<object>();
    // Not in an interceptor, which errors of a guard bypass.
    forbidStoring(this.host.httpAdapter, response);

    const user = await this.authenticate(request);
    if (!isKnown(user)) {
      this.setHeader(response, 'WWW-Authenticate', user?.hasInvalidToken ? 'Bearer error="invalid_token"' : 'Bearer');
      throw new UnauthorizedException(user?.reason);
    }
    await this.checkPermissions(context, user, request);
    rememberCaller(request, user);
    return true;
  }

  /** For streams that outlast {@link canActivate}. Never rejects. @internal */
  async stillAllows(request: object, right: ActivityRight): Promise<boolean> {
    const user = await this.authenticate(request);
    return isKnown(user) && (await this.permissions.holds(user, this.permissions.names[right], request));
  }

  private async checkPermissions(context: ExecutionContext, user: Caller, request: object): Promise<void> {
    const { names } = this.permissions;
    const required = this.requiredPermissions(context);
    if (required === 'any') {
      const all = [...new Set(ACTIVITY_RIGHTS.map((right) => names[right]))];
      const held = await Promise.all(all.map((name) => this.permissions.ofRequest(user, name, request)));
      if (!held.includes(true)) throw missingPermission(...all);
      return;
    }
    for (const permission of required)
      if (!(await this.permissions.ofRequest(user, permission, request))) throw missingPermission(permission);
  }

  /** The handler's metadata overrides the controller's. */
  private requiredPermissions(context: ExecutionContext): readonly string[] | 'any' {
    for (const place of [context.getHandler(), context.getClass()]) {
      const rights = this.reflector.get(REQUIRED_RIGHTS, place);
      if (rights?.includes('any')) return 'any';
      if (rights) return rights.map((right) => this.permissions.names[right as ActivityRight]);
      const required = this.reflector.get(RequireActivityPermission, place);
      if (required !== undefined) return [required === true ? this.permissions.ofHistory : required];
    }
    return [];
  }

  private async authenticate(request: object): Promise<MaybeCaller> {
    try {
      const user = await this.authenticator.authenticate(request);
      return user && (user.userId === null || isUserId(user.userId)) ? user : null;
    } catch (error) {
      this.logger.warn(`Failed to authenticate a caller; responded with 401: ${errorText(error)}`);
      return null;
    }
  }

  private setHeader(response: object, name: string, value: string): void {
    this.host.httpAdapter.setHeader(response, name, value);
  }
}

type MaybeCaller = Caller | UnauthenticatedCaller | null;

function isKnown(caller: MaybeCaller): caller is Caller {
  return caller !== null && caller.userId !== null;
}
