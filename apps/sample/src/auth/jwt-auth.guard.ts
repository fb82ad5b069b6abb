import {
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type AccessClaims, Tokens } from './tokens.js';

export const AdministratorsOnly = Reflector.createDecorator<void, true>({ transform: () => true });

interface SignedInRequest {
  headers: { authorization?: string };
  user?: AccessClaims;
}

/** Admits signed-in users, or only administrators on routes marked so. */
@Injectable()
export class JwtAuthGuard implements CanActivate {
  constructor(
    private readonly tokens: Tokens,
    private readonly reflector: Reflector,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    request.user = this.tokens.read(token, 'access');
    const forAdministrators = this.reflector.getAllAndOverride(AdministratorsOnly, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (forAdministrators && request.user.role !== 'administrator')
      throw new ForbiddenException('For administrators only.');
    return true;
  }
}

export const Caller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<SignedInRequest>().user,
);
