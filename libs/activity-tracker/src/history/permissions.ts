import { ForbiddenException, Inject, Injectable, Logger } from '@nestjs/common';
import { callerOf } from './caller.js';
import { HISTORY_OPTIONS, type HistoryOptions, type PermissionQuestion } from './history.options.js';
import { payloadHolds } from './permission.js';
import type { AuthenticatedUser } from './request-authenticator.js';
import { ACTIVITY_RIGHTS, type ActivityRight, PERMISSION_NAMES, type PermissionNames } from './rights.js';

/** Decides who holds which permission: once for each permission of a request. */
@Injectable()
export class Permissions {
  private readonly logger = new Logger('ActivityTracker');
  private readonly decided = new WeakMap<object, Map<string, Promise<boolean>>>();

  constructor(
    @Inject(HISTORY_OPTIONS) private readonly options: HistoryOptions,
    @Inject(PERMISSION_NAMES) readonly names: PermissionNames,
  ) {}

  /** The name in `history.permission`. */
  get ofHistory(): string {
    return this.options.permission;
  }

  /** Asks `history.hasPermission` again, whatever it said before. Never rejects. */
  async holds({ userId, payload }: AuthenticatedUser, permission: string, request: object): Promise<boolean> {
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

  /** As {@link holds}, with the decision kept for the rest of the request. */
  ofRequest(user: AuthenticatedUser, permission: string, request: object): Promise<boolean> {
    let decided = this.decided.get(request);
    if (!decided) this.decided.set(request, (decided = new Map()));
    let decision = decided.get(permission);
    if (!decision) decided.set(permission, (decision = this.holds(user, permission, request)));
    return decision;
  }

  /** Whether a caller that HistoryGuard let through holds a right. Never rejects. */
  allows(request: object, right: ActivityRight): Promise<boolean> {
    return this.ofRequest(callerOf(request), this.names[right], request);
  }

  /** @throws ForbiddenException that names the permission, where the caller lacks the right */
  async demand(request: object, right: ActivityRight): Promise<void> {
    if (!(await this.allows(request, right))) throw missingPermission(this.names[right]);
  }

  /** All five rights of a caller. Never rejects. */
  async all(request: object): Promise<Record<ActivityRight, boolean>> {
    const held = await Promise.all(
      ACTIVITY_RIGHTS.map(async (right) => [right, await this.allows(request, right)] as const),
    );
    return Object.fromEntries(held) as Record<ActivityRight, boolean>;
  }
}

/** 403 that names the permission. */
export const missingPermission = (...permissions: string[]): ForbiddenException =>
  new ForbiddenException(`Missing permission ${permissions.map((name) => `"${name}"`).join(' or ')}.`);
