import { execFile } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { bundledForTests } from '../host/fixtures/transpile.js';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { dropDatabase, freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';
import { ensurePanel } from '../support/panel-build.js';
import { PLATFORMS } from '../support/tracked-app.js';

const PATIENCE = 100_000;
const TRACE_OF_CLIENT = '4bf92f3577b34da6a3ce929d0e0e4736';

interface Told {
  calls: [path: string, status: number, trace: string | null][];
  spans: [name: string, trace: string, route: string | null][];
  records: {
    url_path: string;
    namespace: string;
    url_name: string;
    event_name?: string;
    status_code: number;
    trace_id: string;
  }[];
}

// The program prints JSON alone, and would warn of a panel that is not built.
beforeAll(ensurePanel, 180_000);
const entry = bundledForTests(new URL('./fixtures/instrumented.ts', import.meta.url), { isPackagesApart: true });

function run(...args: string[]): Promise<Told> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [entry(), ...args], { timeout: PATIENCE }, (error, said, complained) => {
      if (error) reject(new Error(`${error.message}\n${said}\n${complained}`));
      else resolve(JSON.parse(said) as Told);
    });
  });
}

describeWithMongo('an application that OpenTelemetry instruments', () => {
  it.each(PLATFORMS)(
    'on %s: each record has the trace of its spans, and the spans are those without the tracker',
    async (platform) => {
      const { uri, dbName } = freshDatabase();
      const [tracked, alone] = await Promise.all([run('tracked', platform, uri, dbName), run('alone', platform)]);
      await dropDatabase(uri, dbName);

      const ofHost = tracked.calls.slice(0, alone.calls.length);
      const outcomes = ({ calls }: Pick<Told, 'calls'>) => calls.map(([path, status]) => [path, status]);
      expect(outcomes({ calls: ofHost })).toEqual(outcomes(alone));
      expect(tracked.calls.slice(ofHost.length).map(([path, status]) => [path, status])).toEqual([
        ['/activity-logs/user-history', 200],
        ['/activity-logs/admin/config.json', 200],
      ]);

      const traces = ofHost.map(([, , trace]) => trace);
      expect(traces).toEqual(Array(ofHost.length).fill(expect.stringMatching(/^[\da-f]{32}$/)));
      expect(new Set(traces).size).toBe(traces.length);
      // No propagator is registered, so the spans do not continue the trace of the client, and neither do the records.
      expect(traces).not.toContain(TRACE_OF_CLIENT);
      const recorded = ofHost.filter(([path]) => path !== '/orders/skipped');
      expect(tracked.records.map(({ url_path, status_code, trace_id }) => [url_path, status_code, trace_id])).toEqual(
        recorded,
      );
      expect(tracked.records.map(({ url_name, namespace, event_name }) => [namespace, url_name, event_name])).toEqual([
        ['OrdersController', 'list', 'List orders'],
        ['OrdersController', 'later', undefined],
        ['OrdersController', 'missing', undefined],
        ['OrdersController', 'closed', undefined],
        ['OrdersController', 'find', undefined],
        ['OrdersController', 'list', 'List orders'],
      ]);

      const ours = (name: string) => name === 'middleware - activityTracker';
      for (const [index, trace] of traces.entries()) {
        const named = tracked.spans.filter(([, of]) => of === trace).map(([name, , route]) => [name, route]);
        expect(named.filter(([name]) => ours(name!))).toHaveLength(platform === 'express' ? 1 : 0);
        const without = alone.spans.filter(([, of]) => of === alone.calls[index]![2]);
        expect(named.filter(([name]) => !ours(name!)).toSorted()).toEqual(
          without.map(([name, , route]) => [name, route]).toSorted(),
        );
      }
    },
    PATIENCE + 10_000,
  );
});
