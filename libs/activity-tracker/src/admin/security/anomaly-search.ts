import { createHash } from 'node:crypto';
import { errorText } from '../../common/error-text.js';
import { HostLog } from '../../common/host-log.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../common/time.js';
import type { ActivityUserId } from '../../record/activity-log.js';
import { MemoryAnomalies } from '../../storage/memory/memory-anomalies.js';
import type { ActivityStore } from '../../storage/port/activity-store.js';
import { StoreTimeoutError } from '../../storage/port/store-errors.js';
import type { AnomalyState } from '../../storage/port/anomaly-state.js';
import { userIdOf } from '../../storage/stored-user.js';
import type { UserNames } from '../people/user-names.js';
import { readInBatches } from '../stream-records.js';
import type { Upkeep } from '../upkeep-schedule.js';
import { RecentCalls } from './recent-calls.js';
import { SECURITY_FIELDS, securityCallOf } from './security-call.js';
import { namesIn, type PersonSecurity, type SecurityService } from './security.service.js';
import type { ActivityAnomaly, PersonAnomaly, SecurityCall } from './security.types.js';

const CALLS_A_ROUND = 50_000;
const PEOPLE_A_ROUND = 30;
/** Apart from people, who must not wait behind texts: anyone can fail to sign in with any text. */
const TEXTS_A_ROUND = 10;
const MAX_WAITING = 10_000;
/** After a longer pause, the search begins this long ago. */
const CATCH_UP_MS = HOUR_MS;
/** Bursts of a person are told apart within these last hours. */
const LOOK_BACK_MS = DAY_MS;
const REMEMBERED_MS = 2 * DAY_MS;
/** People who may have tried to sign in with one text. */
const MAX_NAMED = 5;

export interface AnomalyListeners {
  readonly hasAnomalyListeners: boolean;
  emitAnomaly(anomaly: ActivityAnomaly): void;
}

export interface AnomalySearchNeeds {
  /** Excludes the tracker's own records. */
  store: ActivityStore;
  state: AnomalyState | undefined;
  security: Pick<SecurityService, 'of'>;
  names: Pick<UserNames, 'find' | 'describe'>;
  /** Handlers that sign in. */
  signIns(): readonly string[];
  listeners: AnomalyListeners;
  /** Records are stored this long after their call. Milliseconds. */
  lagMs: number;
}

/** A person, or a text of failed sign-ins, whose calls have to be read. */
type Suspect = { since: number } & ({ userId: ActivityUserId } | { attempted: string });

class Suspects {
  readonly recent = new RecentCalls();
  readonly waiting = new Map<string, Suspect>();
}

/** Looks at new calls of all processes, and emits what is unusual in those of a person, one process at a time. */
export class AnomalySearch implements Upkeep {
  /** People whose calls could not be read in time, or were too many to wait. */
  skipped = 0;
  private readonly logger = new HostLog();
  private readonly state: AnomalyState;
  private readonly people = new Suspects();
  private readonly texts = new Suspects();

  constructor(
    private readonly needs: AnomalySearchNeeds,
    /** Time of this process, epoch milliseconds. */
    private readonly time: () => number = Date.now,
  ) {
    // For stores without coordination.
    this.state = needs.state ?? new MemoryAnomalies(time);
  }

  async maintain(signal?: AbortSignal): Promise<void> {
    const { listeners, lagMs } = this.needs;
    if (!listeners.hasAnomalyListeners || !(await this.state.acquire())) return;
    const to = this.time() - lagMs;
    const searched = (await this.state.load())?.getTime() ?? to - MINUTE_MS;
    const from = Math.max(searched, to - CATCH_UP_MS);
    const end = from < to ? await this.readCalls(new Date(from), new Date(to), signal) : searched;
    // People first: their names then tell whose sign-in a text is, and the finding is emitted once.
    await this.lookAtFirst(PEOPLE_A_ROUND, this.people, new Date(to), signal);
    await this.lookAtFirst(TEXTS_A_ROUND, this.texts, new Date(to), signal);
    await this.state.save(new Date(end));
  }

  async release(): Promise<void> {
    await this.state.release();
  }

  /** Returns the time up to which all calls were read. */
  private async readCalls(from: Date, to: Date, signal: AbortSignal | undefined): Promise<number> {
    const within = { created_time: { $gte: from, $lt: to } };
    const fields = ['user_id', ...SECURITY_FIELDS];
    let count = 0;
    for await (const record of readInBatches(this.needs.store, within, { order: 'oldest', fields, signal })) {
      const call = securityCallOf(record);
      const userId = userIdOf(record.user_id);
      const { attempted, time: since } = call;
      if (userId !== null && userId !== undefined) this.note(this.people, String(userId), { since, userId }, call);
      else if (attempted !== null)
        this.note(this.texts, attempted, { since, attempted }, { ...call, isFailedSignIn: true });
      if (++count === CALLS_A_ROUND) return Math.max(call.time, from.getTime() + 1);
    }
    return to.getTime();
  }

  private note({ recent, waiting }: Suspects, key: string, suspect: Suspect, call: SecurityCall): void {
    if (!recent.isSuspicious(key, call) || waiting.has(key)) return;
    if (waiting.size < MAX_WAITING) waiting.set(key, suspect);
    else this.skip(`${MAX_WAITING} people wait`);
  }

  private async lookAtFirst(count: number, { waiting }: Suspects, to: Date, signal?: AbortSignal): Promise<void> {
    for (const [key, suspect] of [...waiting].slice(0, count)) {
      signal?.throwIfAborted();
      await this.lookAt(suspect, to);
      waiting.delete(key);
    }
  }

  private async lookAt(suspect: Suspect, to: Date): Promise<void> {
    try {
      if ('userId' in suspect) await this.emitOf(suspect.userId, suspect.since, to);
      else await this.emitOfText(suspect.attempted, suspect.since, to);
    } catch (error) {
      if (!(error instanceof StoreTimeoutError)) throw error;
      this.skip(errorText(error));
    }
  }

  /** A text may be an id, or a name of people that the application knows. */
  private async emitOfText(text: string, since: number, to: Date): Promise<void> {
    const described = await this.needs.names.describe([text, ...(await this.needs.names.find(text))]);
    const named = Object.values(described).filter((each) => [String(each.id), ...namesIn(each)].includes(text));
    for (const { id } of named.slice(0, MAX_NAMED)) await this.emitOf(id, since, to);
    if (named.length === 0) await this.emitOf(text, since, to);
  }

  private async emitOf(userId: ActivityUserId, since: number, to: Date): Promise<void> {
    const { [String(userId)]: description } = await this.needs.names.describe([userId]);
    const span = { from: new Date(to.getTime() - LOOK_BACK_MS), to };
    const security = await this.needs.security.of(userId, span, {
      names: namesIn(description),
      signIns: this.needs.signIns(),
    });
    if (security.failed_sign_ins === null) this.skip('failed sign-ins could not be searched in time');
    // The text of a failed sign-in need not be the id of a person.
    const isPerson = security.counted > 0 || description !== undefined;
    await this.emitNew(isPerson ? userId : null, String(userId), security, since);
  }

  private async emitNew(
    userId: ActivityUserId | null,
    key: string,
    { anomalies, compared_from }: PersonSecurity,
    since: number,
  ): Promise<void> {
    const found = new Map(
      anomalies.filter(({ until }) => until.getTime() >= since).map((each) => [digestOf(key, each), each]),
    );
    const unknown = new Set(await this.state.remember([...found.keys()], REMEMBERED_MS));
    for (const [digest, anomaly] of [...found].toReversed())
      if (unknown.has(digest))
        this.needs.listeners.emitAnomaly({
          ...anomaly,
          user_id: userId,
          compared_from,
          found_at: new Date(this.time()),
        });
  }

  private skip(reason: string): void {
    if (this.skipped++ === 0)
      this.logger.warn(
        `Skipped people in the search for anomalies: ${reason}. Their pages in the panel show what is unusual; further ones are ` +
          'only counted (logged once)',
      );
  }
}

/** Without personal data, so that an erasure need not find it. */
const digestOf = (key: string, { rule, evidence }: PersonAnomaly): string =>
  createHash('sha256')
    .update(JSON.stringify([key, rule, evidence.records[0]]))
    .digest('base64url');
