import { randomUUID } from 'node:crypto';
import { Injectable, UnauthorizedException } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import type { User } from '../users/user.js';

/** For the demonstration only: a real shop keeps its secret out of its source. */
export const JWT_SECRET = process.env.JWT_SECRET ?? 'the demonstration secret of the sample shop';

/** Permission to read the activity of all users. */
export const VIEW_ACTIVITY = 'activity_tracker.view_activity_log';

const ADMINISTRATION = [
  VIEW_ACTIVITY,
  'activity_tracker.export_activity_log',
  'activity_tracker.erase_activity_log',
  'activity_tracker.audit_activity_log',
];

export interface AccessClaims {
  token_type: 'access';
  user_id: number;
  company_id: number;
  role: User['role'];
  permissions: string[];
  sid: string;
}

export interface TokenPair {
  access: string;
  refresh: string;
}

@Injectable()
export class Tokens {
  constructor(private readonly jwt: JwtService) {}

  issue(user: User, sid: string = randomUUID()): TokenPair {
    const access: AccessClaims = {
      token_type: 'access',
      user_id: user.id,
      company_id: user.companyId,
      role: user.role,
      permissions: user.role === 'administrator' ? ADMINISTRATION : [],
      sid,
    };
    return {
      access: this.jwt.sign(access, { expiresIn: '1h' }),
      refresh: this.jwt.sign({ token_type: 'refresh', user_id: user.id, sid }, { expiresIn: '7d' }),
    };
  }

  read(token: string, type: 'access' | 'refresh'): AccessClaims {
    try {
      const claims = this.jwt.verify<AccessClaims & { token_type: string }>(token, { algorithms: ['HS256'] });
      if (claims.token_type === type) return claims;
    } catch {
      // The response is the same for expired, forged and missing tokens.
    }
    throw new UnauthorizedException('Sign in again.');
  }
}
