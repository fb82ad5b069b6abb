import {
  MOST_RELATED,
  NEARBY_MS,
  SESSION_MS,
} from '../../../../libs/activity-tracker/src/admin/records/related-bounds';
import { edgesOf, slotLengthFor } from '../../../../libs/activity-tracker/src/admin/statistics/time-slots';
import { Zone } from '../../../../libs/activity-tracker/src/common/zone';
import type { Facet, Facets } from '../../src/api/facet-types';
import type { Health } from '../../src/api/health-types';
import type { Sessions } from '../../src/api/people-types';
import type { Activity } from '../../src/api/record-types';
import { milliseconds } from '../../src/api/shaped';
import type { ByClass, RouteName, Timeline } from '../../src/api/statistics-types';
import { condition } from '../../src/query/scan';
import { fixtureFilter } from './fixture-query';

const PAGE = 50;
/** Calls on a page of sessions. */
const CALLS = 60;
const DURATIONS = [0, 10, 50, 100, 500, 1_000, 5_000];
const STATUS_QUERY: Readonly<Record<string, string>> = {
  null: 'status:none -method:none',
  event: 'status:none method:none',
};
const LONG_FIELDS = new Set(['headers', 'body', 'response', 'response_headers']);

const inList = (record: Activity): Activity =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !LONG_FIELDS.has(name))) as Activity;
const classOf = ({ status_code }: Activity): keyof ByClass =>
  status_code === null ? 'none' : (`${Math.floor(status_code / 100)}xx` as keyof ByClass);
const noCalls = (): ByClass => ({ none: 0, '1xx': 0, '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0 });
function byClass(records: readonly Activity[]): ByClass {
  const counts = noCalls();
  for (const record of records) counts[classOf(record)]++;
  return counts;
}
const isError = ({ status_code }: Activity): boolean => (status_code ?? 0) >= 400;
const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;

function queriedRoute(key: string): RouteName & { query: string } {
  const route = JSON.parse(key) as RouteName;
  const { namespace, url_name: name } = route;
  return { ...route, query: condition('name', name === null || namespace === null ? name : `${namespace}.${name}`) };
}

function counted<K>(records: readonly Activity[], keyOf: (record: Activity) => K): [K, Activity[]][] {
  const groups = new Map<K, Activity[]>();
  for (const record of records) {
    const key = keyOf(record);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

interface PageSettings {
  size?: number | undefined;
  sort?: string;
  order?: string;
}

const SORTED: Readonly<Record<string, (record: Activity) => number>> = {
  time: ({ created_time: time }) => Date.parse(time),
  duration: ({ execution_time: seconds }) => seconds ?? -1,
  status: ({ status_code: code }) => code ?? -1,
};

function sorted(found: readonly Activity[], sort: string, order: string): readonly Activity[] {
  const value = SORTED[sort];
  const sign = order === 'asc' ? 1 : -1;
  return value ? found.toSorted((a, b) => sign * (value(a) - value(b))) : found;
}

/** Answers what the API answers, from records that are made up. */
export class FixtureApi {
  /** Start of the sorted records; `undefined` if all are sorted. */
  sortedFrom: string | undefined;
  /** How much time a question without an index gets through, `undefined` if all. Milliseconds. */
  searchedMs: number | undefined;

  constructor(
    public records: Activity[],
    private readonly now: number,
  ) {}

  matching(q: string): Activity[] {
    const { matches } = fixtureFilter(q, this.now);
    return this.records.filter(matches);
  }

  page(q: string, cursor: string, { size = PAGE, sort = '', order = '' }: PageSettings = {}) {
    const found = sorted(this.matching(q), sort, order);
    if (this.searchedMs !== undefined) return this.stretch(found, Number(cursor || this.now), this.searchedMs);
    const start = Number(cursor || 0);
    const next = start + size < found.length ? `/api/records?cursor=${start + size}` : null;
    return {
      results: found.slice(start, start + size).map(inList),
      next,
      previous: null,
      ...(start === 0 && { count: found.length }),
      ...(this.sortedFrom && sort && { sorted_from: this.sortedFrom }),
    };
  }

  private stretch(found: readonly Activity[], end: number, ms: number) {
    const start = end - ms;
    const results = found.filter(({ created_time: time }) => Date.parse(time) > start && Date.parse(time) <= end);
    const ended = this.records.every(({ created_time: time }) => Date.parse(time) > start);
    return {
      results: results.map(inList),
      next: ended ? null : `/api/records?cursor=${start}`,
      previous: null,
      ...(!ended && { searched_to: new Date(start).toISOString() }),
    };
  }

  related({ _id, trace_id, user_id, created_time }: Activity) {
    const near = (record: Activity, ms: number) =>
      Math.abs(Date.parse(record.created_time) - Date.parse(created_time)) <= ms;
    const others = this.records.filter((record) => record._id !== _id);
    const ofPerson = others.filter((record) => user_id !== null && record.user_id === user_id);
    const neighbors = (records: readonly Activity[]) => ({
      previous: records.find(({ created_time: time }) => time < created_time) ?? null,
      next: records.findLast(({ created_time: time }) => time > created_time) ?? null,
    });
    const around = (records: readonly Activity[]) => {
      const older = records.findIndex(({ created_time: time }) => time <= created_time);
      const at = older < 0 ? records.length : older;
      return records.slice(Math.max(0, at - MOST_RELATED), at + MOST_RELATED).map(inList);
    };
    const session = ofPerson.filter((record) => near(record, SESSION_MS));
    return {
      neighbors: { person: neighbors(ofPerson), session: neighbors(session) },
      session: around(session),
      trace: trace_id ? around(others.filter((record) => record.trace_id === trace_id)) : [],
      nearby: around(ofPerson.filter((record) => near(record, NEARBY_MS))),
    };
  }

  facets(q: string): Facets {
    const found = this.matching(q);
    const facet = (field: string, valueOf: (record: Activity) => string | number | null): Facet => ({
      values: counted(found, valueOf)
        .slice(0, 20)
        .map(([value, records]) => ({ value, count: records.length, query: condition(field, value) })),
      counted: found.length,
      unlisted: 0,
      complete: false,
    });
    const status = facet('status', ({ status_code, method }) =>
      status_code === null ? (method === null ? 'event' : null) : Math.floor(status_code / 100),
    );
    const duration = facet(
      'duration',
      (record) => DURATIONS.findLast((least) => (milliseconds(record) ?? 0) >= least) ?? 0,
    );
    return {
      status: {
        ...status,
        values: status.values.map((value) => ({
          ...value,
          query: STATUS_QUERY[String(value.value)] ?? `status:${value.value}xx`,
        })),
      },
      method: facet('method', ({ method }) => method),
      name: facet('name', ({ namespace, url_name }) => (namespace === null ? url_name : `${namespace}.${url_name}`)),
      user: facet('user', ({ user_id }) => (user_id === null ? null : String(user_id))),
      country: facet('country', ({ country }) => country),
      outcome: facet('outcome', ({ outcome }) => outcome),
      duration: {
        ...duration,
        values: duration.values
          .sort((a, b) => Number(a.value) - Number(b.value))
          .map((value) => {
            const below = DURATIONS[DURATIONS.indexOf(Number(value.value)) + 1];
            return { ...value, query: `duration:>=${value.value}ms${below ? ` duration:<${below}ms` : ''}` };
          }),
      },
    };
  }

  timeline(q: string, zone: string): Timeline {
    const { from, to } = this.span(q);
    const range = { from: new Date(from), to: new Date(to) };
    const slot = slotLengthFor(range);
    const edges = edgesOf(range, slot, new Zone(zone));
    const slots = edges.slice(1).map((end, index) => ({
      from: edges[index]!.toISOString(),
      to: end.toISOString(),
      calls: 0,
      by_class: noCalls(),
    }));
    for (const record of this.matching(q)) {
      const time = Date.parse(record.created_time);
      const found = slots[edges.findLastIndex((edge) => edge.getTime() <= time)];
      if (!found) continue;
      found.calls++;
      found.by_class[classOf(record)]++;
    }
    return { time_zone: zone, slot, slots, missing: [], later: this.later(q) };
  }

  /** Where a query names no time: the last day. */
  private span(q: string): { from: number; to: number } {
    const { from, to } = fixtureFilter(q, this.now);
    const end = Number.isFinite(to) ? to : this.now;
    return { from: Number.isFinite(from) ? from : end - 86_400_000, to: end };
  }

  private later(q: string) {
    // Live records come in after the start of the server.
    const now = Math.max(this.now, Date.now());
    const hasEnd = Number.isFinite(fixtureFilter(q, this.now).to);
    const later = this.matching(q).filter(({ created_time: time }) => Date.parse(time) > now);
    return { from: new Date(now).toISOString(), calls: hasEnd ? 0 : later.length };
  }

  routes(q: string) {
    const routes = counted(this.matching(q), ({ namespace, url_name, method, route }) =>
      JSON.stringify({ namespace, url_name, method, route }),
    ).map(([key, records]) => {
      const durations = records.map((record) => milliseconds(record) ?? 0).sort((a, b) => a - b);
      return {
        ...queriedRoute(key),
        calls: records.length,
        users: new Set(records.map(({ user_id }) => user_id)).size,
        by_class: byClass(records),
        p50: percentile(durations, 0.5),
        p95: percentile(durations, 0.95),
        p99: percentile(durations, 0.99),
        last_called: records[0]!.created_time,
      };
    });
    return {
      routes,
      uncalled: [
        { namespace: 'ExportsController', url_name: 'create', last_called: null },
        { namespace: 'CouponsController', url_name: 'remove', last_called: '2026-01-02T03:04:05.678Z' },
      ],
      missing: [],
      later: this.later(q),
    };
  }

  users(q: string, sort: string, search: string) {
    const people = counted(this.matching(q), ({ user_id }) => user_id)
      .filter(([id]) => id !== null && String(id).includes(search))
      .map(([id, records]) => this.person(String(id), records));
    const by = {
      calls: (p: { calls: number }) => p.calls,
      last_seen: (p: { last_seen: string }) => Date.parse(p.last_seen),
      errors: (p: { errors: number }) => p.errors,
    };
    const value = (by as Record<string, (person: never) => number>)[sort] ?? by.calls;
    people.sort((a, b) => value(b as never) - value(a as never));
    return { people: people.slice(0, 25), count: people.length, next: null, missing: [], later: this.later(q) };
  }

  user(id: string, q: string) {
    const records = this.matching(q).filter(({ user_id }) => String(user_id) === id);
    const durations = records.map((record) => milliseconds(record) ?? 0).sort((a, b) => a - b);
    return {
      person: records.length > 0 ? this.person(id, records) : null,
      first_seen: this.records.findLast(({ user_id }) => String(user_id) === id)?.created_time ?? null,
      addresses: counted(
        records.filter(({ client_ip_address: address }) => address !== null),
        ({ client_ip_address: address }) => address,
      ).map(([address, all]) => ({ address, calls: all.length, last_seen: all[0]!.created_time })),
      p50: percentile(durations, 0.5),
      p95: percentile(durations, 0.95),
      routes: counted(records, ({ namespace, url_name, method, route }) =>
        JSON.stringify({ namespace, url_name, method, route }),
      ).map(([key, all]) => ({ ...queriedRoute(key), calls: all.length })),
      missing: [],
    };
  }

  private person(id: string, records: readonly Activity[]) {
    const errors = records.filter(isError).length;
    const days = Array.from({ length: 8 }, (_, ago) =>
      new Date(this.now - ago * 86_400_000).toISOString().slice(0, 10),
    );
    const activity = days
      .reverse()
      .map((day) => records.filter(({ created_time: time }) => time.startsWith(day)).length);
    return {
      user_id: /^\d+$/.test(id) ? Number(id) : id,
      calls: records.length,
      errors,
      by_class: byClass(records),
      last_seen: records[0]?.created_time ?? '',
      countries: [...new Set(records.map(({ country }) => country).filter((country) => country !== null))],
      devices: ['Firefox on Windows', 'OkHttp'],
      activity,
    };
  }

  sessions(id: string, q: string, cursor: string): Sessions {
    const records = this.matching(q).filter(({ user_id }) => String(user_id) === id);
    const start = Number(cursor || 0);
    const page = records.slice(start, start + CALLS);
    const next = start + CALLS < records.length ? start + CALLS : undefined;
    const dayOf = ({ created_time }: Activity) => created_time.slice(0, 10);
    const sessions = counted(page, dayOf).sort(([a], [b]) => (a < b ? 1 : -1));
    return {
      sessions: sessions.map(([day, all]) => ({
        id: day,
        from: all.at(-1)!.created_time,
        to: all[0]!.created_time,
        calls: all.map(inList),
        errors: all.filter(isError).length,
        countries: [...new Set(all.map(({ country }) => country).filter((country) => country !== null))],
        devices: ['Firefox on Windows'],
        addresses: [...new Set(all.map((record) => String(record.client_ip_address)))],
        continues: next !== undefined && dayOf(records[next]!) === day,
      })),
      next: next === undefined ? null : String(next),
    };
  }

  errors(q: string) {
    const failed = this.matching(q).filter(isError);
    const groups = counted(failed, ({ namespace, url_name, method, route, status_code }) =>
      JSON.stringify({ namespace, url_name, method, route, status_code }),
    ).map(([key, records]) => {
      const group = JSON.parse(key) as RouteName & { status_code: number };
      return {
        ...group,
        message: `Order {number} cannot be ${group.url_name}ed: {value}`,
        count: records.length,
        users: new Set(records.map(({ user_id }) => user_id)).size,
        first_seen: records.at(-1)!.created_time,
        last_seen: records[0]!.created_time,
        query: `${condition('status', group.status_code)} ${condition('name', group.url_name)}`,
        finds_more: false,
      };
    });
    return { groups, count: groups.length, counted: failed.length, complete: true, by_message: true };
  }

  overview(q: string) {
    const figures = (records: readonly Activity[], from: number, to: number) => {
      const durations = records.map((record) => milliseconds(record) ?? 0).sort((a, b) => a - b);
      return {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        calls: records.length,
        calls_per_minute: records.length / ((to - from) / 60_000),
        active_users: new Set(records.map(({ user_id }) => user_id)).size,
        by_class: byClass(records),
        p95: percentile(durations, 0.95),
      };
    };
    const { from, to } = this.span(q);
    const between = (first: number, last: number) =>
      this.records.filter(({ created_time: time }) => Date.parse(time) >= first && Date.parse(time) < last);
    const [now, before] = [between(from, to), between(2 * from - to, from)];
    const keyOf = ({ namespace, url_name, method, route }: Activity) =>
      JSON.stringify({ namespace, url_name, method, route });
    const calls = (records: readonly Activity[], key: string) =>
      records.filter((record) => keyOf(record) === key).length;
    return {
      current: figures(now, from, to),
      previous: figures(before, 2 * from - to, from),
      movers: counted(now, keyOf)
        .slice(0, 6)
        .map(([key, all]) => ({
          ...queriedRoute(key),
          calls: all.length,
          calls_before: calls(before, key),
        })),
      missing: [],
      later: this.later(q),
    };
  }

  health(): Health {
    return {
      buffer: {
        waiting: 12,
        waiting_bytes: 24_576,
        max_bytes: 67_108_864,
        accepted: 182_340,
        stored: 182_328,
        duplicates: 0,
        rejected: 0,
        erased: 0,
        shed: 0,
        retries: 2,
        misconfigured: 0,
        dropped: { full: 0 },
        failed: 0,
        store_away: false,
        down: null,
      },
      store: {
        reachable: true,
        collection: 'shop.activity_logs',
        records: 182_328,
        bytes: 402_653_184,
        indexes: ['_id_', 'created_time_-1__id_-1', 'user_id_1_created_time_-1', 'url_name_1_created_time_-1'].map(
          (name) => ({ name, bytes: 9_437_184 }),
        ),
        missing_indexes: [],
        retention_days: 90,
      },
      rollups: {
        waiting: { minutes: 1, hours: 1, days: 1 },
        oldest: new Date(this.now - 60_000).toISOString(),
        lag_ms: 0,
        covered_from: '2026-01-01T00:00:00.000Z',
        lease: { owner: 'shop-api-7d9f8b6c54-x2x7q:4312:9c1f0a52', until: new Date(this.now + 40_000).toISOString() },
        problem: null,
      },
      recording_thread: { wanted: 'main', used: 'main', reason: null },
      spool: null,
      geo: null,
      unidentified: {},
      due_within_a_day: 1_204,
      unreadable: 0,
      retention_rules: 0,
      retention: { failures: 0, down: null },
      user_names: { failures: 0 },
      readers: { unanswered: 0, stalled: 0 },
      anomalies: { skipped: 0, failures: 0, down: null },
      verification: null,
      silence: null,
    };
  }
}

export const FIELDS = [
  ['user', 'user:42', 'a user id, or none', ['user_id']],
  ['name', 'name:Orders.list', 'a handler', ['url_name', 'handler']],
  ['route', 'route:/orders/:id', 'a route template', []],
  ['method', 'method:POST', 'an HTTP method', []],
  ['status', 'status:5xx', 'a code or a class', ['status_code', 'code']],
  ['country', 'country:DE', 'a country', []],
  ['ip', 'ip:10.0.0.0/8', 'an address', ['address']],
  ['outcome', 'outcome:aborted', 'an outcome', []],
  ['duration', 'duration:>500', 'a comparison', ['took']],
  ['since', 'since:24h', 'a time until now', ['last']],
].map(([name, example, rule, aliases]) => ({ name, example, rule, aliases }));
