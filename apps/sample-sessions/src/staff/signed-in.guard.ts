import { type CanActivate, type ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { SessionRequest } from './session.js';

/** Admits anonymous requests to a handler or controller. */
export const Public = Reflector.createDecorator<void, true>({ transform: () => true });

/** Global guard: refuses anonymous requests except to {@link Public} handlers. */
@Injectable()
export class SignedInGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const isPublic = this.reflector.getAllAndOverride(Public, [context.getHandler(), context.getClass()]);
    if (isPublic || context.switchToHttp().getRequest<SessionRequest>().session.staff) return true;
    throw new UnauthorizedException('Sign in first: POST /session.');
  }
}
