import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Responses are data: no page, no frame, no cross-origin resource. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const;

/** A guard, because a refusal by another guard passes no interceptor. */
@Injectable()
export class SecurityHeadersGuard implements CanActivate {
  constructor(private readonly host: HttpAdapterHost) {}

  canActivate(context: ExecutionContext): boolean {
    const response = context.switchToHttp().getResponse<object>();
    for (const [name, value] of Object.entries(HEADERS)) this.host.httpAdapter.setHeader(response, name, value);
    return true;
  }
}
