import type { Activity, ByClass, Facet, Facets, Timeline } from '../../src/api/types';
import { condition } from '../../src/query/scan';
import { fixtureFilter } from './fixture-query';

const PAGE = 50;
const DURATIONS = [0, 10, 50, 100, 500, 1_000, 5_000];
const LONG_FIELDS = new Set(['headers', 'body', 'response', 'response_headers']);

const inList = (record: Activity): Activity =>
  Object.fromEntries(Object.entries(record).filter(([name]) => !LONG_FIELDS.has(name))) as Activity;
const classOf = ({ status_code }: Activity): keyof ByClass =>
  status_code === null ? 'none' : (String(Math.floor(status_code / 100)) as keyof ByClass);
const isError = ({ status_code }: Activity): boolean => (status_code ?? 0) >= 500;
const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;

function counted<K>(records: readonly Activity[], keyOf: (record: Activity) => K): [K, Activity[]][] {
  const groups = new Map<K, Activity[]>();
  for (const record of records) {
    const key = keyOf(record);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

/** Answers what the API answers, from records that are made up. */
export class FixtureApi {
  constructor(
    public records: Activity[],
    private readonly now: number,
  ) {}

  matching(q: string): Activity[] {
    const { matches } = fixtureFilter(q, this.now);
    return this.records.filter(matches);
  }

  page(q: string, cursor: string) {
    const found = this.matching(q);
    const start = Number(cursor || 0);
    const next = start + PAGE < found.length ? `/api/records?cursor=${start + PAGE}` : null;
    return {
      results: found.slice(start, start + PAGE).map(inList),
      next,
      previous: null,
      ...(start === 0 && { count: found.length }),
    };
  }

  related({ _id, trace_id, user_id, created_time }: Activity) {
    const near = (record: Activity, ms: number) =>
      Math.abs(Date.parse(record.created_time) - Date.parse(created_time)) <= ms;
    const others = this.records.filter((record) => record._id !== _id);
    return {
      session: others
        .filter((record) => record.user_id === user_id && near(record, 6 * 3_600_000))
        .slice(0, 20)
        .map(inList),
      trace: trace_id
        ? others
            .filter((record) => record.trace_id === trace_id)
            .slice(0, 20)
            .map(inList)
        : [],
      nearby: others
        .filter((record) => record.user_id === user_id && near(record, 3_600_000))
        .slice(0, 20)
        .map(inList),
    };
  }

  facets(q: string): Facets {
    const found = this.matching(q);
    const facet = (field: string, valueOf: (record: Activity) => string | number | null): Facet => ({
      values: counted(found, valueOf)
        .slice(0, 20)
        .map(([value, records]) => ({ value, count: records.length, query: condition(field, value) })),
      counted: found.length,
      complete: false,
    });
    const status = facet('status', (record) =>
      record.status_code === null ? null : Math.floor(record.status_code / 100),
    );
    const duration = facet(
      'duration',
      ({ execution_time }) => DURATIONS.findLast((least) => execution_time * 1_000 >= least) ?? 0,
    );
    return {
      status: {
        ...status,
        values: status.values.map((value) => ({
          ...value,
          query: value.value === null ? 'status:none' : `status:${value.value}xx`,
        })),
      },
      method: facet('method', ({ method }) => method),
      name: facet('name', ({ namespace, url_name }) => `${namespace}.${url_name}`),
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

  timeline(q: string, bars: number, zone: string): Timeline {
    const { from, to } = fixtureFilter(q, this.now);
    const found = this.matching(q);
    const start = Math.max(from, Date.parse(this.records.at(-1)!.created_time));
    const hour = 3_600_000;
    const size =
      [60_000, 5 * 60_000, hour / 2, hour, 2 * hour, 6 * hour, 12 * hour, 24 * hour].find(
        (size) => (to - start) / size <= bars,
      ) ?? 48 * hour;
    const first = Math.floor(start / size) * size;
    const buckets = Array.from({ length: Math.max(1, Math.ceil((to - first) / size)) }, (_, index) => ({
      start: new Date(first + index * size).toISOString(),
      calls: 0,
      by_class: {} as ByClass,
    }));
    for (const record of found) {
      const bucket = buckets[Math.floor((Date.parse(record.created_time) - first) / size)];
      if (!bucket) continue;
      bucket.calls++;
      bucket.by_class[classOf(record)] = (bucket.by_class[classOf(record)] ?? 0) + 1;
    }
    return {
      buckets,
      end: new Date(first + buckets.length * size).toISOString(),
      bucket: `${size / hour} h`,
      zone,
      unfinished: to >= this.now,
      missing: [],
    };
  }

  routes(q: string) {
    const routes = counted(this.matching(q), ({ namespace, url_name, method, route }) =>
      JSON.stringify({ namespace, url_name, method, route }),
    ).map(([key, records]) => {
      const durations = records.map(({ execution_time }) => execution_time * 1_000).sort((a, b) => a - b);
      return {
        ...(JSON.parse(key) as object),
        calls: records.length,
        users: new Set(records.map(({ user_id }) => user_id)).size,
        error_share: records.filter(isError).length / records.length,
        p50: percentile(durations, 0.5),
        p95: percentile(durations, 0.95),
        p99: percentile(durations, 0.99),
        last_called: records[0]!.created_time,
      };
    });
    return {
      routes,
      never_called: [
        { namespace: 'ExportsController', url_name: 'create', method: 'POST', route: '/exports' },
        { namespace: 'CouponsController', url_name: 'remove', method: 'DELETE', route: '/coupons/:id' },
      ],
      missing: [],
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
    return { results: people.slice(0, 25), next: null, previous: null, missing: [] };
  }

  user(id: string, q: string) {
    const records = this.matching(q).filter(({ user_id }) => String(user_id) === id);
    return {
      ...this.person(id, records),
      first_seen: records.at(-1)?.created_time ?? null,
      routes: counted(records, ({ namespace, url_name }) => JSON.stringify({ namespace, url_name })).map(
        ([key, all]) => ({ ...(JSON.parse(key) as object), calls: all.length }),
      ),
      addresses: counted(records, ({ client_ip_address }) => client_ip_address).map(([ip, all]) => ({
        ip,
        calls: all.length,
      })),
    };
  }

  private person(id: string, records: readonly Activity[]) {
    const errors = records.filter(isError).length;
    const oldest = this.now - 7 * 86_400_000;
    const activity = Array.from({ length: 24 }, () => 0);
    for (const { created_time } of records) {
      const slot = Math.floor(((Date.parse(created_time) - oldest) / (this.now - oldest)) * 24);
      if (activity[slot] !== undefined) activity[slot]++;
    }
    return {
      user_id: /^\d+$/.test(id) ? Number(id) : id,
      calls: records.length,
      errors,
      error_share: errors / Math.max(1, records.length),
      last_seen: records[0]?.created_time ?? '',
      countries: counted(records, ({ country }) => country).map(([country, all]) => ({ country, calls: all.length })),
      devices: [
        { device: 'Firefox on Windows', calls: records.length },
        { device: 'OkHttp', calls: 1 },
      ],
      activity,
    };
  }

  sessions(id: string) {
    const records = this.records.filter(({ user_id }) => String(user_id) === id);
    const sessions = counted(records, ({ created_time }) => created_time.slice(0, 10)).sort(([a], [b]) =>
      a < b ? 1 : -1,
    );
    return {
      results: sessions.slice(0, 8).map(([day, all]) => ({
        id: `${id}-${day}`,
        started: all.at(-1)!.created_time,
        ended: all[0]!.created_time,
        calls: all.length,
        errors: all.filter(isError).length,
        country: all[0]!.country,
        client_ip_address: all[0]!.client_ip_address,
        device: 'Firefox on Windows',
        records: all.slice(0, 100).map(inList),
      })),
      next: null,
    };
  }

  overview(q: string, zone: string) {
    const figures = (records: readonly Activity[], minutes: number) => {
      const durations = records.map(({ execution_time }) => execution_time * 1_000).sort((a, b) => a - b);
      return {
        calls: records.length,
        per_minute: records.length / minutes,
        users: new Set(records.map(({ user_id }) => user_id)).size,
        error_share: records.filter(isError).length / Math.max(1, records.length),
        p95: percentile(durations, 0.95),
      };
    };
    const { from, to } = fixtureFilter(q, this.now);
    const start = Number.isFinite(from) ? from : Date.parse(this.records.at(-1)!.created_time);
    const between = (first: number, last: number) =>
      this.records.filter(({ created_time }) => Date.parse(created_time) >= first && Date.parse(created_time) < last);
    const [now, before] = [between(start, to), between(2 * start - to, start)];
    const calls = (records: readonly Activity[], name: string) =>
      records.filter((record) => `${record.namespace}.${record.url_name}` === name).length;
    return {
      now: figures(now, (to - start) / 60_000),
      before: figures(before, (to - start) / 60_000),
      movers: counted(now, (record) => `${record.namespace}.${record.url_name}`)
        .slice(0, 6)
        .map(([name, all]) => ({
          namespace: name.split('.')[0],
          url_name: name.split('.')[1],
          calls: all.length,
          before: calls(before, name),
        })),
      timeline: this.timeline(q, 60, zone),
      missing: [],
    };
  }

  health() {
    return {
      buffer: {
        waiting: 12,
        waiting_bytes: 24_576,
        max_bytes: 67_108_864,
        accepted: 182_340,
        stored: 182_328,
        dropped: { full: 0 },
        retries: 2,
        rejected: 0,
        store_away: false,
      },
      store: {
        kind: 'mongodb',
        reachable: true,
        collection: 'activity_logs',
        records: 182_328,
        bytes: 402_653_184,
        indexes: ['_id_', 'created_time_-1__id_-1', 'user_id_1_created_time_-1', 'url_name_1_created_time_-1'].map(
          (name) => ({ name, bytes: 9_437_184, ok: true }),
        ),
      },
      rollups: { waiting: { minutes: 1, hours: 1, days: 1 }, lagMs: 0, coveredFrom: '2026-01-01T00:00:00.000Z' },
      retention: { days: 90, next_prune: 1_204 },
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
