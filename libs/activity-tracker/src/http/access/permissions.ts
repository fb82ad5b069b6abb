import { ForbiddenException, Inject, Injectable } from '@nestjs/common';
import { callerOf } from './caller.js';
import { ACCESS_RULES, type AccessRules, type PermissionQuestion } from './access-rules.js';
import { mistakenClaim, payloadHolds } from './permission.js';
import type { AuthenticatedUser } from './request-authenticator.js';
import { ACTIVITY_RIGHTS, type ActivityRight, PERMISSION_NAMES, type PermissionNames } from './rights.js';
import { answeredInTime } from '../../common/deadline.js';
import { errorText } from '../../common/error-text.js';
import { HostLog } from '../../common/host-log.js';

@Injectable()
export class Permissions {
  private readonly logger = new HostLog();
  private readonly logged = new Set<string>();
  private readonly decided = new WeakMap<object, Map<string, Promise<boolean>>>();

  constructor(
    @Inject(ACCESS_RULES) private readonly rules: AccessRules,
    @Inject(PERMISSION_NAMES) readonly names: PermissionNames,
  ) {}

  get ofHistory(): string {
    return this.rules.permission;
  }

  /** Calls `history.hasPermission` again, ignoring earlier results. Resolves within five seconds; never rejects. */
  async holds({ userId, payload }: AuthenticatedUser, permission: string, request: object): Promise<boolean> {
    const question = { user: { userId, payload }, permission, request };
    try {
      // Despite its type, only `true` grants.
      const decide: (question: PermissionQuestion) => unknown = this.rules.hasPermission ?? payloadHolds;
      const decision = await answeredInTime(decide(question), 'history.hasPermission');
      if (decision === true) return true;
      this.logMistakenAnswer(decision, question);
      return false;
    } catch (error) {
      this.logOnce(
        `history.hasPermission failed; responded with 403: ${errorText(error)}. Correct it, or the service that it asks (logged once)`,
        'failed',
      );
      return false;
    }
  }

  /** A truthy result other than `true`, or a claim of the wrong type, is a mistake in the application. */
  private logMistakenAnswer(decision: unknown, { user, permission }: PermissionQuestion): void {
    const mistake =
      this.rules.hasPermission === undefined
        ? mistakenClaim(user.payload)
        : !decision
          ? undefined
          : `history.hasPermission returned ${typeof decision === 'object' ? 'an object' : `a ${typeof decision}`}: must be true or false, or a promise of one. Return true if the user holds the permission.`;
    if (mistake !== undefined)
      this.logOnce(`The permission "${permission}" was refused: ${mistake} (logged once)`, mistake);
  }

  private logOnce(message: string, cause: string): void {
    if (this.logged.has(cause)) return;
    this.logged.add(cause);
    this.logger.warn(message);
  }

  ofRequest(user: AuthenticatedUser, permission: string, request: object): Promise<boolean> {
    let decided = this.decided.get(request);
    if (!decided) this.decided.set(request, (decided = new Map()));
    let decision = decided.get(permission);
    if (!decision) decided.set(permission, (decision = this.holds(user, permission, request)));
    return decision;
  }

  allows(request: object, right: ActivityRight): Promise<boolean> {
    return this.ofRequest(callerOf(request), this.names[right], request);
  }

  /** @throws ForbiddenException that names the permission */
  async demand(request: object, right: ActivityRight): Promise<void> {
    if (!(await this.allows(request, right))) throw missingPermission(this.names[right]);
  }

  async all(request: object): Promise<Record<ActivityRight, boolean>> {
    const held = await Promise.all(
      ACTIVITY_RIGHTS.map(async (right) => [right, await this.allows(request, right)] as const),
    );
    return Object.fromEntries(held) as Record<ActivityRight, boolean>;
  }
}

export const missingPermission = (...permissions: string[]): ForbiddenException =>
  new ForbiddenException(`Missing permission ${permissions.map((name) => `"${name}"`).join(' or ')}.`);
