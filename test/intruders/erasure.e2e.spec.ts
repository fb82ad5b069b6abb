import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { type ActivityTrackerOptions, InMemoryActivityStore, StoreUnavailableError } from 'nestjs-activity-tracker';
import { RetentionNotParkedError } from 'nestjs-activity-tracker/store';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MongoClient } from 'mongodb';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { freshDatabase } from '../../libs/activity-tracker/test/mongodb.js';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

const API = '/activity-logs/admin/api';
const ADMIN = { as: 'root', claims: { permissions: EVERY_PERMISSION } };
const OTHER_ADMIN = { as: 'ada', claims: { permissions: EVERY_PERMISSION } };
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101';
const DONE = 'dry_run=false&reason=asked+by+letter';

@Controller('payments')
class PaymentsController {
  @Post()
  pay(@Body() body: Record<string, unknown>): object {
    return { paid: body['amount'] };
  }

  @Get(':id')
  find(@Param('id') id: string): object {
    return { id };
  }
}

type Caller = typeof ADMIN;
type Answer = Record<string, unknown> & { message: unknown; token: string };

describe.each(PLATFORMS)('erasure and intruders on %s', (platform) => {
  describe('with a store in memory', () => {
    attacks(() => ({ storage: { store: new InMemoryActivityStore() } }));
  });

  describeWithMongo('with MongoDB', () => {
    attacks(() => ({ mongo: freshDatabase() }));
  });

  function attacks(options: () => ActivityTrackerOptions): void {
    let app: TrackedApp;
    let given: ActivityTrackerOptions;

    const start = () => tracked(platform, { controllers: [PaymentsController], options: given });
    beforeEach(async () => {
      given = options();
      app = await start();
      const headers = { 'user-agent': AGENT };
      const pay = (as: number | string, json: unknown, claims = {}) =>
        app.post('/payments', json, { as, claims, headers });
      await pay(7, { payee: 'Acme Ltd', amount: 1_000_000, name: 'Ann Distinct', phone: '4799911222' });
      await pay(8, { payee: 'Acme Ltd', amount: 1_000_000, note: 'for Ann Distinct, 4799911222', to: 4_799_911_222 });
      await pay('root', { payee: 'Zed Inc', amount: 5 });
      await app.records();
    });
    afterEach(async () => {
      await app.close();
      if (!given.mongo?.uri) return;
      const client = await new MongoClient(given.mongo.uri).connect();
      await client.db(given.mongo.dbName).dropDatabase();
      await client.close();
    });

    const erase = async (id: number | string, query: string, by: Caller = ADMIN, at = app) => {
      const response = await at.fetch(`${API}/users/${id}/data?mode=delete&${query}`, { method: 'DELETE', ...by });
      return { status: response.status, body: (await response.json()) as Answer };
    };
    const token = async (id: number | string, query = '', by: Caller = ADMIN) =>
      (await erase(id, query, by)).body.token;
    const holds = async (method: string, query = '', by: Caller = ADMIN) => {
      const response = await app.fetch(`${API}/holds?${query}`, { method, ...by });
      return { status: response.status, body: (await response.json()) as Answer };
    };
    const traffic = () => app.records({ url_name: { $in: ['pay', 'find'] } });

    it('rewrites nothing for an unknown person, whatever also contains', async () => {
      const before = await traffic();
      for (const also of ['Acme Ltd', '1000000', AGENT, 'Mozilla', 'Ann Distinct', 'root']) {
        const query = `also=${encodeURIComponent(also)}`;
        for (const rest of ['', `&${DONE}&token=x`]) {
          const { status, body } = await erase('no-such-person', query + rest);
          expect([also, status]).toEqual([also, rest === '' ? 400 : 409]);
          if (rest === '') expect(String(body.message)).toContain(JSON.stringify(also));
        }
      }
      const { status, body } = await erase('no-such-person', '');
      expect({ status, body }).toMatchObject({ status: 200, body: { records: 0, mentions: 0 } });
      expect(body.token).toBeUndefined();
      expect(await traffic()).toEqual(before);
    });

    it.each([
      ['a value of another person', 'Zed Inc'],
      ['part of a value', 'Ann'],
      ['part of a header', 'Mozilla'],
      ['what every browser sends', AGENT],
      ['the name of a handler', 'pay'],
      ['a method', 'POST'],
      ['a short number', '5'],
      ['the id of an administrator', 'root'],
      ['a segment that the route spells out', 'payments'],
      ['a client address', '198.51.100.200'],
      ['a client address of version 6', '2001:db8::4711'],
    ])('refuses in also %s, and names it', async (_, also) => {
      const { status, body } = await erase(7, `also=${encodeURIComponent(also)}`);
      expect([status, String(body.message)]).toEqual([400, expect.stringContaining(JSON.stringify(also))]);
    });

    it('lists the changes that each text of also would make elsewhere, and makes no others', async () => {
      const query = `also=${encodeURIComponent('Ann Distinct,4799911222')}`;
      const { body } = await erase(7, query);
      expect(body['also']).toEqual([
        { value: 'Ann Distinct', records: 1, fields: ['body.note'] },
        { value: '4799911222', records: 1, fields: ['body.note', 'body.to'] },
      ]);
      expect((await erase(7, `${query}&${DONE}&token=${body.token}`)).status).toBe(200);
      const again = await erase(7, query);
      expect([again.status, String(again.body.message)]).toEqual([
        400,
        expect.stringMatching(
          /^also: "Ann Distinct", "4799911222" .* no record of the person is stored: .*already erased.*remove also/,
        ),
      ]);
      const [other] = await app.records({ user_id: 8 });
      expect(other).toMatchObject({
        body: { payee: 'Acme Ltd', amount: 1_000_000, note: 'for ***ERASED***, ***ERASED***', to: '***ERASED***' },
        headers: { 'user-agent': AGENT },
        user_id: 8,
      });
    });

    it('renames no field, header or route of others, whatever an accomplice sent as values', async () => {
      const names = ['user_id', 'url_path', 'headers', 'response', 'body', 'content-type', 'amount', 'payments', AGENT];
      await app.post('/payments', { names }, { as: 'accomplice' });
      await app.records();
      const before = await traffic();
      const query = `also=${names.map(encodeURIComponent).join(',')}`;
      const { body } = await erase('accomplice', query);
      expect(body['also']).toEqual(names.map((value) => ({ value, records: 0, fields: [] })));
      expect((await erase('accomplice', `${query}&${DONE}&token=${body.token}`)).body).toMatchObject({ mentions: 0 });
      expect(await traffic()).toEqual(before.filter(({ user_id }) => user_id !== 'accomplice'));
    });

    it('takes a text that others used first for the person’s only if it is confirmed, and the trail says so', async () => {
      await app.post('/payments', { payee: 'Zed Inc', memo: 'Acme Ltd' }, { as: 'accomplice' });
      await app.records();
      const before = await traffic();
      const query = 'also=Zed+Inc,acme+ltd';
      for (const confirm of ['', '&confirm=Zed+Inc', '&confirm=Zed+Inc,ACME']) {
        const { status, body } = await erase('accomplice', query + confirm);
        expect([confirm, status, body.token]).toEqual([confirm, 400, undefined]);
      }
      const { body } = await erase('accomplice', `${query}&confirm=Zed+Inc`);
      expect(body.message).toEqual([
        `also: "acme ltd" (others used it before the person did) may not be the person's; nothing was changed. Remove it, or ` +
          'confirm that it identifies the person by giving it in confirm too.',
      ]);
      expect(await traffic()).toEqual(before);
      const all = `${query}&confirm=Zed+Inc,acme+ltd`;
      const permitted = (await erase('accomplice', all)).body;
      expect(permitted['also']).toMatchObject([{ records: 1 }, { records: 2 }]);
      expect((await erase('accomplice', `${query}&${DONE}&token=${permitted.token}`)).status).toBe(409);
      expect((await erase('accomplice', `${all}&${DONE}&token=${permitted.token}`)).status).toBe(200);
      const [, done] = await app.store.audit!.find({ action: 'erase' }, { limit: 2 });
      expect(done?.parameters).toMatchObject({ also: '2', confirm: '2', dry_run: 'false' });
    });

    it('takes a text in the records of more than ten other people for the person’s only if it is confirmed', async () => {
      await app.post('/payments', { payee: 'Later Ltd' }, { as: 'accomplice' });
      await app.records();
      const pay = async (as: number) => app.post('/payments', { payee: 'Later Ltd' }, { as });
      await Promise.all(Array.from({ length: 10 }, (_, n) => pay(100 + n)));
      await app.records();
      expect((await erase('accomplice', 'also=Later+Ltd')).status).toBe(200);
      await pay(110);
      const { status, body } = await erase('accomplice', 'also=Later+Ltd');
      expect([status, String(body.message)]).toEqual([
        400,
        expect.stringContaining('more than 10 other people used it'),
      ]);
      expect((await erase('accomplice', 'also=Later+Ltd&confirm=Later+Ltd')).status).toBe(200);
    });

    it('runs once what a dry run with exactly these parameters permitted', async () => {
      await app.post('/payments', { name: 'Bob' }, { as: 9 });
      const permitted = await token(7, 'also=Ann+Distinct');
      const attempts: [string, number | string, string, Caller][] = [
        ['another person', 8, 'also=Ann+Distinct', ADMIN],
        ['another administrator', 7, 'also=Ann+Distinct', OTHER_ADMIN],
        ['no also', 7, '', ADMIN],
        ['another also', 7, 'also=Ann+Distinct,4799911222', ADMIN],
        ['another except', 7, 'also=Ann+Distinct&except=a@b.example', ADMIN],
        ['other e-mail addresses', 7, 'also=Ann+Distinct&emails_from=token', ADMIN],
      ];
      for (const [what, id, query, by] of attempts) {
        const { status, body } = await erase(id, `${query}&${DONE}&token=${permitted}`, by);
        expect([what, status]).toEqual([what, 409]);
        expect(String(body.message)).toMatch(/^token is .*Repeat the dry run/);
      }
      const other = await app.fetch(`${API}/users/7/data?mode=pseudonym&also=Ann+Distinct&${DONE}&token=${permitted}`, {
        method: 'DELETE',
        ...ADMIN,
      });
      expect(other.status).toBe(409);
      expect(await app.records({ user_id: 7 })).toHaveLength(1);
      const again = () => erase(7, `also=Ann+Distinct&${DONE}&token=${permitted}`);
      const answers = await Promise.all([again(), again(), again()]);
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
      expect(await app.records({ user_id: 7 })).toEqual([]);
    });

    it('accepts the token of a dry run at another instance', async () => {
      const second = await start();
      try {
        const permitted = await token(7);
        expect((await erase(7, `${DONE}&token=${permitted}`, ADMIN, second)).status).toBe(200);
        expect((await erase(7, `${DONE}&token=${permitted}`)).status).toBe(409);
      } finally {
        await second.close();
      }
    });

    it.each([
      ['no token', 'dry_run=false&reason=a+letter', 'token'],
      ['no reason', 'dry_run=false&token=x', 'reason'],
      ['a reason of two characters', 'dry_run=false&token=x&reason=ab', 'reason'],
      ['a reason of blanks', 'dry_run=false&token=x&reason=++++', 'reason'],
    ])('refuses an erasure with %s', async (_, query, name) => {
      const { status, body } = await erase(7, query);
      expect([status, String(body.message)]).toEqual([400, expect.stringContaining(name)]);
      expect(await app.records({ user_id: 7 })).toHaveLength(1);
    });

    it('refuses a subject access without a reason', async () => {
      const data = async (query: string) => (await app.get(`${API}/users/7/data${query}`, ADMIN)).status;
      expect([await data(''), await data('?reason=ab'), await data('?reason=a+letter')]).toEqual([400, 400, 200]);
    });

    it('requires a reason only for exports of records of named people', async () => {
      const file = async (question: string) => (await app.get(`${API}/export?format=csv${question}`, ADMIN)).status;
      for (const question of [
        '&user=7',
        '&user=7,8',
        '&q=user:7',
        '&q=user_id:7+status:2xx',
        '&actor=7',
        '&q=resource:user/7',
        '&q=resource:Users/7',
      ])
        expect([question, await file(question), await file(`${question}&reason=a+letter`)]).toEqual([
          question,
          400,
          200,
        ]);
      for (const question of [
        '',
        '&not.user=7',
        '&user=none',
        '&status=2xx',
        '&q=user:*',
        '&q=resource:user',
        '&q=resource:order/7',
      ])
        expect([question, await file(question)]).toEqual([question, 200]);
    });

    it('refuses administrators who would erase themselves, by either form of an id or behind an actor', async () => {
      const of = (as: number | string, claims = {}): Caller =>
        ({ as, claims: { permissions: EVERY_PERMISSION, ...claims } }) as Caller;
      const attempts: [string, number | string, Caller][] = [
        ['by a number', '7', of(7)],
        ['by a text', '7', of('7')],
        ['by name', 'root', ADMIN],
        ['as the actor in the name of another', 'root', of('ada', { act: { sub: 'root' } })],
        ['as the user in whose name another acts', 'root', of('root', { act: { sub: 'ada' } })],
      ];
      for (const [what, id, by] of attempts) {
        for (const query of ['', `${DONE}&token=x`]) {
          const { status, body } = await erase(id, query, by);
          expect([what, status]).toEqual([what, 403]);
          expect(String(body.message)).toContain('Ask another administrator');
        }
      }
    });

    it('refuses administrators who would erase their impersonated actions', async () => {
      const act = { act: { sub: 'root' } };
      await app.post('/payments', { payee: 'Root Ltd' }, { as: 7, claims: act });
      await app.records();
      expect((await erase(7, '')).status).toBe(403);
      expect((await erase(7, '', OTHER_ADMIN)).status).toBe(200);
    });

    it('refuses what they did in the name of another after the dry run, also while it waits or the erasure runs', async () => {
      const act = { act: { sub: 'root' } };
      const permitted = await token(7);
      await app.post('/payments', { payee: 'Root Ltd' }, { as: 7, claims: act });
      expect((await erase(7, `${DONE}&token=${permitted}`)).status).toBe(403);
      expect(await app.records({ user_id: 7 })).toHaveLength(2);

      const running = await token(8);
      const { store } = app;
      const rewrite = store.rewrite!.bind(store);
      store.rewrite = async (...parameters) => {
        store.rewrite = rewrite;
        await app.post('/payments', { payee: 'Root Ltd' }, { as: 8, claims: act });
        await app.tracker.flush();
        return rewrite(...parameters);
      };
      expect((await erase(8, `${DONE}&token=${running}`)).status).toBe(403);
      expect(await app.records({ user_id: 8, actor_id: 'root' })).toHaveLength(1);
    });

    it('keeps the user of a request whose id equals a text of the erased person', async () => {
      await app.post('/payments', { friend: 'zoe-of-sales' }, { as: 7 });
      await app.post('/payments', { note: 'by zoe-of-sales' }, { as: 'zoe-of-sales' });
      await app.records();
      const permitted = await token(7, 'also=zoe-of-sales');
      expect((await erase(7, `also=zoe-of-sales&${DONE}&token=${permitted}`)).status).toBe(200);
      expect(await app.records({ user_id: 'zoe-of-sales' })).toMatchObject([{ body: { note: 'by ***ERASED***' } }]);
    });

    describe('a legal hold', () => {
      it('prevents the erasure of a person, with reason and date', async () => {
        const permitted = await token(7);
        const placed = await holds('POST', 'user=7&reason=case+12/2026&until=2099-12-31');
        expect(placed).toMatchObject({
          status: 200,
          body: { user_id: '7', reason: 'case 12/2026', placed_by: 'root' },
        });
        for (const query of ['', `${DONE}&token=${permitted}`]) {
          const { status, body } = await erase(7, query);
          expect(status).toBe(409);
          expect(body).toMatchObject({
            message: expect.stringMatching(
              /^The person is under a legal hold since .* until 2099-12-31T.*case 12\/2026/,
            ),
            hold: { reason: 'case 12/2026', placed_at: placed.body['placed_at'] },
          });
        }
        expect(await app.records({ user_id: 7 })).toHaveLength(1);
        expect((await holds('DELETE', 'user=7&reason=case+closed')).body).toMatchObject({ reason: 'case 12/2026' });
        expect((await erase(7, `${DONE}&token=${permitted}`)).status).toBe(200);
      });

      it('keeps the records of a person from the erasure of another', async () => {
        await holds('POST', 'user=8&reason=case+12/2026');
        const query = 'also=Ann+Distinct';
        const { body } = await erase(7, query);
        expect(body).toMatchObject({ records: 1, mentions: 0, held: 1, also: [{ records: 0, fields: [] }] });
        const before = await app.records({ user_id: 8 });
        expect((await erase(7, `${query}&${DONE}&token=${body.token}`)).body).toMatchObject({ records: 1, held: 1 });
        expect(await app.records({ user_id: 8 })).toEqual(before);
      });

      it('keeps impersonated actions of the held person', async () => {
        await app.post('/payments', { payee: 'Root Ltd' }, { as: 7, claims: { act: { sub: 'eve' } } });
        await app.records();
        await holds('POST', 'user=eve&reason=case+12/2026');
        const permitted = await token(7);
        expect((await erase(7, `${DONE}&token=${permitted}`)).body).toMatchObject({ records: 1, held: 1 });
        expect(await app.records({ user_id: 7 })).toMatchObject([{ actor_id: 'eve' }]);
      });

      it.each([
        ['GET', 'user=', 'user'],
        ['POST', 'reason=case', 'user'],
        ['POST', 'user=7', 'reason'],
        ['POST', 'user=7&reason=ab', 'reason'],
        ['POST', 'user=7&reason=case&until=2001-01-01', 'until'],
        ['POST', 'user=7&reason=case&until=soon', 'until'],
        ['DELETE', 'user=7', 'reason'],
      ])('%s %s is refused with the parameter’s name', async (method, query, name) => {
        const { status, body } = await holds(method, query);
        expect([status, String(body.message)]).toEqual([400, expect.stringContaining(name)]);
      });

      it('is listed, and lifting a missing hold answers 404', async () => {
        await holds('POST', 'user=7&reason=case+12/2026');
        await holds('POST', 'user=8&reason=case+13/2026', OTHER_ADMIN);
        expect((await holds('GET')).body).toMatchObject({
          holds: [{ user_id: '7', until: null }, { placed_by: 'ada' }],
        });
        expect((await holds('GET', 'user=8')).body).toMatchObject({ holds: [{ reason: 'case 13/2026' }] });
        expect((await holds('DELETE', 'user=9&reason=closed')).status).toBe(404);
      });

      it('records the outcome of each change: a lift without a hold is distinguishable', async () => {
        const outcomes = async () => {
          const trail = (await (await app.get(`${API}/audit?action=hold`, ADMIN)).json()) as {
            results: { parameters: { act: string }; end?: { complete: boolean; outcome?: unknown } }[];
          };
          return trail.results.map(({ parameters: { act }, end }) => [act, end?.complete, end?.outcome]).toReversed();
        };
        expect((await holds('DELETE', 'user=7&reason=closed')).status).toBe(404);
        expect((await holds('POST', 'user=7&reason=case+12/2026')).status).toBe(200);
        expect((await holds('DELETE', 'user=7&reason=closed')).status).toBe(200);
        const broken = vi.spyOn(app.store.holds!, 'place').mockRejectedValue(new StoreUnavailableError('away'));
        expect((await holds('POST', 'user=7&reason=case+12/2026')).status).toBe(503);
        broken.mockRejectedValue(new RetentionNotParkedError('retention goes on'));
        expect((await holds('POST', 'user=7&reason=case+12/2026')).status).toBe(503);
        broken.mockRestore();
        expect(await outcomes()).toEqual([
          ['lift', false, { refused: 'NoHoldError' }],
          ['place', true, undefined],
          ['lift', true, undefined],
          ['place', false, { refused: 'StoreUnavailableError' }],
          ['place', false, { refused: 'RetentionNotParkedError' }],
        ]);
      });
    });
  }
});
