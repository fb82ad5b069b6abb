import { withDeadline } from '../../common/deadline.js';
import { errorText } from '../../common/error-text.js';
import { HostLog } from '../../common/host-log.js';
import { isUserId } from '../../record/user-forms.js';
import { userIdOf } from '../../storage/stored-user.js';
import type { ActivityUserId } from '../../record/activity-log.js';
import type { ActivityQuery, QueryCondition, QueryTerm } from '../query/activity-query.js';
import { ExpiringCache } from './expiring-cache.js';
import { checkedDescription, type DescribeUsers, type FindUsers, type UserDescription } from './user-description.js';

const MAX_NAMES = 10_000;
const MAX_SEARCHES = 1_000;
const FRESH_MS = 5 * 60_000;
const BATCH = 200;
const MAX_FOUND = 50;
/** A page waits this long for names. */
const ANSWER_MS = 2_000;
/** After a failure, so that an outage of the application's function does not delay each page. */
const PAUSE_MS = 30_000;

export type PersonField = 'user' | 'actor';

export interface Described {
  users?: Record<string, UserDescription>;
}

/** Names of people from the application: kept in memory for a while, never stored. */
export class UserNames {
  failures = 0;
  private readonly names: ExpiringCache<UserDescription | undefined>;
  private readonly searches: ExpiringCache<readonly ActivityUserId[]>;
  private pausedUntil = -Infinity;
  private hasLogged = false;

  constructor(
    private readonly options: { describeUsers?: DescribeUsers; findUsers?: FindUsers },
    /** Whether the log has calls with that id. */
    private readonly occurs: (field: PersonField, id: string) => Promise<boolean> = async () => false,
    private readonly clock: () => number = Date.now,
    private readonly logger = new HostLog(),
  ) {
    this.names = new ExpiringCache(MAX_NAMES, FRESH_MS, clock);
    this.searches = new ExpiringCache(MAX_SEARCHES, FRESH_MS, clock);
  }

  get areKnown(): boolean {
    return this.options.describeUsers !== undefined;
  }

  /** Descriptions by the text of the id, of those that the application knows. Never rejects. */
  async describe(ids: Iterable<unknown>): Promise<Record<string, UserDescription>> {
    const { describeUsers } = this.options;
    if (!describeUsers) return {};
    const wanted = new Map(
      [...ids]
        .map(userIdOf)
        .filter(isUserId)
        .map((id) => [String(id), id]),
    );
    const missing = [...wanted].filter(([key]) => !this.names.get(key)).map(([, id]) => id);
    for (let start = 0; start < missing.length; start += BATCH)
      await this.load(describeUsers, missing.slice(start, start + BATCH));
    return Object.fromEntries(
      [...wanted.keys()].flatMap((key) => {
        const description = this.names.get(key)?.value;
        return description ? [[key, description]] : [];
      }),
    );
  }

  /** Whether the application did not answer for one of these people, after {@link describe}. */
  isUnanswered(ids: Iterable<unknown>): boolean {
    return this.areKnown && [...ids].map(userIdOf).some((id) => isUserId(id) && !this.names.get(String(id)));
  }

  /** The answer with descriptions of its people; unchanged without `admin.describeUsers`. */
  async describing<Answer extends object>(answer: Answer, ids: Iterable<unknown>): Promise<Answer & Described> {
    return this.areKnown ? { ...answer, users: await this.describe(ids) } : answer;
  }

  /**
   * The query with the ids of the people whom its conditions name; a text that is an id in the log means that id alone.
   * @throws StoreUnavailableError
   */
  async resolve(query: ActivityQuery): Promise<ActivityQuery> {
    if (!this.areKnown && !this.options.findUsers) return query;
    const until = this.clock() + ANSWER_MS;
    const conditions: QueryCondition[] = [];
    // One after the other: a query may name a thousand people, and the application looks for each.
    for (const condition of query.conditions) conditions.push(await this.resolved(condition, until));
    return { conditions };
  }

  private async resolved(condition: QueryCondition, until: number): Promise<QueryCondition> {
    const { field } = condition;
    if (field !== 'user' && field !== 'actor') return condition;
    const terms: QueryTerm[] = [];
    for (const term of condition.terms) {
      terms.push(term);
      if (term.operator !== 'equals' || this.clock() >= until || (await this.occurs(field, String(term.value))))
        continue;
      for (const id of await this.find(String(term.value), until))
        terms.push({ operator: 'equals', value: String(id) });
    }
    const different = new Map(terms.map((term) => [JSON.stringify(term), term]));
    return { ...condition, terms: [...different.values()] };
  }

  /** Ids of the people that a text means; those already known after that time. Never rejects. */
  async find(text: string, until = Infinity): Promise<readonly ActivityUserId[]> {
    const { findUsers } = this.options;
    if (!findUsers) return this.among(text.toLowerCase());
    const known = this.searches.get(text);
    if (known) return known.value;
    if (this.clock() >= until) return [];
    const found = await this.ask('findUsers', async () => [...(await findUsers(text))].filter(isUserId));
    if (!found) return [];
    this.searches.set(text, found.slice(0, MAX_FOUND));
    return found.slice(0, MAX_FOUND);
  }

  /** Without a search of the application, those whose names were shown lately. */
  private among(text: string): ActivityUserId[] {
    const found: ActivityUserId[] = [];
    for (const description of this.names.values()) {
      const { id, label = '', detail = '' } = description ?? {};
      if (id !== undefined && `${label}\n${detail}`.toLowerCase().includes(text)) found.push(id);
      if (found.length === MAX_FOUND) break;
    }
    return found;
  }

  private async load(describeUsers: DescribeUsers, ids: readonly ActivityUserId[]): Promise<void> {
    const described = await this.ask('describeUsers', async () => [...(await describeUsers(ids))]);
    if (!described) return;
    const asked = new Set(ids.map(String));
    for (const id of asked) this.names.set(id, undefined);
    for (const description of described.flatMap((each) => this.checked(each)))
      if (asked.has(String(description.id))) this.names.set(String(description.id), description);
  }

  private checked(description: unknown): UserDescription | [] {
    try {
      return checkedDescription(description);
    } catch (error) {
      this.fail('describeUsers', error, 'Leaving it out');
      return [];
    }
  }

  private async ask<Answer>(name: string, work: () => Promise<Answer>): Promise<Answer | undefined> {
    if (this.clock() < this.pausedUntil) return undefined;
    try {
      return await withDeadline(work(), ANSWER_MS);
    } catch (error) {
      this.pausedUntil = this.clock() + PAUSE_MS;
      this.fail(name, error, `Showing ids without names, and asking again after ${PAUSE_MS / 1_000} s`);
      return undefined;
    }
  }

  private fail(name: string, error: unknown, consequence: string): void {
    this.failures++;
    if (!this.hasLogged)
      this.logger.warn(`admin.${name} failed: ${errorText(error)}. ${consequence}. Correct the function (logged once)`);
    this.hasLogged = true;
  }
}
