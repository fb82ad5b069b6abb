import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { UserDescription } from '../src/api/people-types';
import type { Session } from '../src/session/session';

const ANNA: UserDescription = { id: 42, label: 'Anna Example' };
const BERT: UserDescription = { id: 44, label: 'Bert Example' };

const answers: Record<string, unknown> = {
  records: { results: [{ user_id: 42 }, { user_id: 43 }, { user_id: null }], users: { 42: ANNA } },
  routes: { routes: [{ users: 3 }], results: [{ user_id: 45 }] },
  names: { users: { 44: BERT } },
  settings: { names: true, user: { user_id: 'another' } },
};

let asked: string[];
let session: Session;

beforeEach(async () => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal('document', { baseURI: 'http://localhost/admin/' });
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('BroadcastChannel', EventTarget);
  vi.stubGlobal('fetch', async ({ pathname, searchParams }: URL) => {
    const path = pathname.replace('/admin/api/', '');
    asked.push(path === 'names' ? `names of ${searchParams.get('ids')}` : path);
    return Response.json(answers[path]);
  });
  // Modules of the panel expect a window as they load.
  const { Session } = await import('../src/session/session');
  session = new Session({});
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function render(...ids: unknown[]): Promise<void> {
  for (const id of ids) session.names.ask(id as number);
  await vi.advanceTimersByTimeAsync(0);
}

it('takes names from the answers that carry them, and asks for the others alone, once', async () => {
  await session.client.get('records');
  expect(session.names.of(42)).toEqual(ANNA);
  await render(42, '42', 43, null);
  expect(asked).toEqual(['records']);
  await render(42, 44, 44);
  await render(44);
  expect(asked).toEqual(['records', 'names of 44']);
  expect(session.names.of('44')).toEqual(BERT);
});

it('asks for people in an answer that describes no one', async () => {
  await session.client.get('routes');
  await render(45);
  expect(asked).toEqual(['routes', 'names of 45']);
});

it('asks in addresses of usual length, and never for an id that has none', async () => {
  const long = Array.from({ length: 6 }, (_, index) => `${index}${'\u202e'.repeat(60)}`);
  await render('x'.repeat(10_000), '\ud800', ...long, 44);
  await vi.advanceTimersByTimeAsync(10);
  expect(asked.length).toBeGreaterThan(1);
  for (const each of asked) expect(encodeURIComponent(each).length).toBeLessThan(4_100);
  const of = asked.flatMap((each) => each.replace('names of ', '').split(',').map(decodeURIComponent));
  expect(of).toEqual([...long, '44']);
  expect(session.names.of(44)).toEqual(BERT);
});

it('tells the page of names as they come', async () => {
  const show = vi.fn();
  session.names.listeners.add(show);
  await session.client.get('records');
  expect(show).toHaveBeenCalledOnce();
});

it('asks again after five minutes', async () => {
  await session.client.get('records');
  await vi.advanceTimersByTimeAsync(5 * 60_000);
  await render(42);
  expect(asked).toEqual(['records', 'names of 42']);
});

it('forgets the names when another user signs in', async () => {
  await session.client.get('records');
  await session.signIn('token', false);
  expect(session.names.of(42)).toBeUndefined();
});
