import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { ActivityLog, ActivityUserId } from '../../record/activity-log.js';
import { isSameUser } from '../../record/user-forms.js';
import { storedForms } from '../../storage/stored-user.js';
import { type ActivityStore } from '../../storage/port/activity-store.js';
import { ofUser } from '../../http/access/same-user.js';
import type { ErasurePermit, ErasurePermits } from '../../storage/port/erasure-permits.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { DryRunTokenError, ErasureNotSupportedError, SelfErasureError } from './erasure-errors.js';
import type { DryRunResult, ErasureOptions, ErasureResult } from './erasure.types.js';
import { SubjectDataService } from './subject-data.service.js';

/** Validity of a dry run's token. */
const TOKEN_VALID_MS = 15 * 60_000;
const TOKEN_BYTES = 32;

export interface Administrator {
  userId: ActivityUserId;
  actorId?: ActivityUserId | undefined;
}

/** A token is valid for exactly these parameters. */
export type ErasureParameters = Pick<ErasureOptions, 'mode' | 'also' | 'confirm' | 'except' | 'emailsFrom'>;

/** Administrators cannot erase themselves, and a dry run with equal parameters must come first. Tokens are stored: each works once. */
export class ErasureRequests {
  constructor(
    private readonly store: ActivityStore,
    private readonly subjects: SubjectDataService,
    private readonly audit: AuditTrail,
  ) {}

  async dryRun(
    by: Administrator,
    id: string,
    parameters: ErasureParameters & Pick<ErasureOptions, 'signal'>,
  ): Promise<DryRunResult> {
    const permits = this.permits();
    await this.refuseSelf(by, id);
    const result = await this.subjects.erase(id, { ...parameters, dryRun: true });
    if (result.records === 0) return result;
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await permits.issue(permitOf(token, by, id, parameters), TOKEN_VALID_MS);
    return { ...result, token, token_expires: new Date(Date.now() + TOKEN_VALID_MS) };
  }

  /** @throws SelfErasureError, DryRunTokenError, and the errors of {@link SubjectDataService.erase} */
  async carryOut(
    by: Administrator,
    id: string,
    parameters: ErasureParameters & { token: string },
  ): Promise<ErasureResult> {
    const permits = this.permits();
    const { token, ...rest } = parameters;
    await this.refuseSelf(by, id);
    await this.subjects.refuseHeld(id);
    if (!(await permits.redeem(permitOf(token, by, id, rest)))) {
      throw new DryRunTokenError(
        'token is wrong, used, or older than ' +
          `${TOKEN_VALID_MS / 60_000} minutes, or its dry run had other parameters or another ` +
          'administrator; nothing was erased. Repeat the dry run with exactly these parameters, and send its token.',
      );
    }
    // Must be first: without records, no dry run would permit a second attempt.
    await this.audit.forgetSubject(id);
    const approve = (records: readonly ActivityLog[]) => refuseActsOf(by, records);
    const result = await this.subjects.erase(id, { ...rest, dryRun: false, approve });
    // A look-up during the erasure may have stored the person's name again.
    await this.audit.forgetSubject(id).catch(() => undefined);
    return result;
  }

  private permits(): ErasurePermits {
    if (!this.store.erasurePermits) throw new ErasureNotSupportedError(['erasurePermits']);
    return this.store.erasurePermits;
  }

  /** Checks the administrator's id, the impersonating user's id, and actions in the person's name. */
  private async refuseSelf(by: Administrator, id: string): Promise<void> {
    const selves = selvesOf(by);
    if (selves.some((self) => isSameUser(self, id))) {
      throw new SelfErasureError(
        'Administrators cannot erase themselves; nothing was erased. Ask another administrator who holds the permission.',
      );
    }
    // Buffered records would be stored, and erased, after the check.
    await this.subjects.flush();
    const acted = { actor_id: { $in: selves.flatMap(storedForms) } };
    if ((await this.store.count({ $and: [ofUser(id), acted] }, 1)) > 0) throw ownActs('nothing was erased');
  }
}

const selvesOf = ({ userId, actorId }: Administrator): ActivityUserId[] =>
  actorId === undefined ? [userId] : [userId, actorId];

/** Checks records stored during the erasure. @throws SelfErasureError */
function refuseActsOf(by: Administrator, records: readonly ActivityLog[]): void {
  const selves = selvesOf(by);
  const isOwnAct = ({ actor_id: actor }: ActivityLog) =>
    actor !== undefined && actor !== null && selves.some((self) => isSameUser(self, actor));
  if (records.some(isOwnAct)) throw ownActs('the erasure stopped before them');
}

const ownActs = (consequence: string): SelfErasureError =>
  new SelfErasureError(
    'The records of this person include what you did in their name (actor_id), and administrators cannot erase their ' +
      `own trail; ${consequence}. Ask another administrator who holds the permission.`,
  );

/** Stores digests only: read access to the store must not allow using the token or identifying the person. */
function permitOf(token: string, by: Administrator, id: string, parameters: ErasureParameters): ErasurePermit {
  const { mode, also = [], confirm = [], except = [], emailsFrom = 'records' } = parameters;
  const bound = [
    String(by.userId),
    String(by.actorId ?? ''),
    id,
    mode,
    [...also].sort(),
    [...confirm].sort(),
    [...except].sort(),
    emailsFrom,
  ];
  return {
    id: createHash('sha256').update(token).digest('hex'),
    binding: createHmac('sha256', token).update(JSON.stringify(bound)).digest('hex'),
  };
}
