import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithMongo } from '../../libs/activity-tracker/test/describe-with-mongodb.js';
import { type PlatformName, PLATFORMS } from '../support/tracked-app.js';
import { AppPair, type Case } from './fixtures/app-pair.js';
import type { Recipe } from './fixtures/host-value.js';
import { CANARY } from './fixtures/secrets.js';

const MIB = 1024 * 1024;
const FORM = 'application/x-www-form-urlencoded';

const sent = (body: string | Buffer, type: string | undefined = 'application/json', query = ''): Case => ({
  sent: { query, type, body: Buffer.from(body) },
  answer: 'echo',
});
const answered = (answer: Recipe): Case => ({ sent: { query: '', type: undefined, body: Buffer.alloc(0) }, answer });
const brackets = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const wide = (text: string) => Buffer.from(text, 'utf16le');

const BODIES: [string, Case, string][] = [
  ['_bsontype', sent('{"_bsontype":"ObjectId","id":"x"}'), '{"％5Fbsontype":"ObjectId","id":"x"}'],
  ['_bsontype inside', sent('{"a":[{"_bsontype":"Long"}]}'), '{"a":[{"％5Fbsontype":"Long"}]}'],
  ['_bsontype in a form', sent('_bsontype=ObjectId', FORM), '{"％5Fbsontype":"ObjectId"}'],
  ['NUL in a key', sent('{"a\\u0000b":1,"\\u0000":2}'), '{"a％00b":1,"％00":2}'],
  ['NUL in a field', sent('a%00b=1', FORM), '{"a％00b":"1"}'],
  ['__proto__', sent(`{"__proto__":{"a":1,"password":"${CANARY}"}}`), '{"__proto__":{"a":1,"password":"***FILTERED***"}}'],
  ['__proto__ in a form', sent('__proto__=1&b=2', FORM), '{"__proto__":"1","b":"2"}'],
  ['constructor and prototype', sent('{"constructor":{"prototype":{"a":1}}}'), '{"constructor":{"prototype":{"a":1}}}'],
  ['$where, dots, nothing', sent('{"$where":"1","a.b":{"$set":2},"":3,".":4,"$":5}'), '{"$where":"1","a.b":{"$set":2},"":3,".":4,"$":5}'],
  ['10,000 characters', sent(`{"${'k'.repeat(10_000)}":1}`), `{"${'k'.repeat(10_000)}":1}`],
  ['lone surrogates', sent('{"\\ud800":"a\\udc00"}'), '{"\ufffd":"a\ufffd"}'],
  ['33 levels', sent(brackets(33)), brackets(33)],
  ['64 levels', sent(brackets(64)), brackets(64)],
  ['65 levels', sent(brackets(65)), `${'['.repeat(64)}"***TRUNCATED depth***"${']'.repeat(64)}`],
  ['5,000 levels', sent(brackets(5_000)), `${'['.repeat(64)}"***TRUNCATED depth***"${']'.repeat(64)}`],
  ['1,000,000 levels', sent(brackets(1_000_000)), `${'['.repeat(64)}"***TRUNCATED depth***"${']'.repeat(64)}`],
  ['17 MiB of text', sent(`{"a":1,"text":"${'é'.repeat(8.5 * MIB)}"}`), `{"a":1,"text":"${'é'.repeat(30_684)}***TRUNCATED 8882179 characters***"}`],
  ['17 MiB of text alone', sent(`"${'é'.repeat(8.5 * MIB)}"`), `{"omitted":"too-large","type":"application/json","size":${17 * MIB + 2}}`],
  ['a form of 70,000 bytes, which a host reads whole', sent(`a=1&b=${'x'.repeat(70_000)}&c=3`, 'application/x-www-form-urlencoded'), `{"a":"1","b":"${'x'.repeat(61_404)}***TRUNCATED 8565 characters***","c":"3"}`],
  ['a key twice', sent('{"a":1,"b":2,"a":3}'), '{"a":3,"b":2}'],
  ['numbers beyond 2^53', sent('[9007199254740993,1e400,-1e400]'), '[9007199254740992,null,null]'],
  ['a byte order mark', sent('\ufeff{"a":1}'), '{"a":1}'],
  ['UTF-16', sent(wide('{"a":"é"}'), 'application/json; charset=utf-16le'), '{"a":"é"}'],
  ['line breaks, escapes, bidi controls', sent('{"a":"\\r\\n\\u001b[31m\\u202e\\u2028"}'), '{"a":"\\r\\n\\u001b[31m\u202e\u2028"}'],
  ['null', sent('null'), 'null'],
  ['a number', sent('42'), '42'],
  ['text', sent('"str"'), '"str"'],
  ['true', sent('true'), 'true'],
  ['nothing', sent(''), 'null'],
  ['an array', sent(`[1,{"password":"${CANARY}"}]`), '[1,{"password":"***FILTERED***"}]'],
  ['extended JSON', sent('{"$oid":"65a0f0f0f0f0f0f0f0f0f0f0","d":{"$date":"2024-01-01"},"n":{"$numberLong":"1"}}'), '{"$oid":"65a0f0f0f0f0f0f0f0f0f0f0","d":{"$date":"2024-01-01"},"n":{"$numberLong":"1"}}'],
  ['a reference', sent('{"a":{"$ref":"shop.users","$id":1}}'), '{"a":{"％24ref":"shop.users","$id":1}}'],
  ['a query operator', sent('{"$expr":{"$function":{"body":"x"}}}'), '{"$expr":{"$function":{"body":"x"}}}'],
]; // prettier-ignore

const latin = (text: string) => Buffer.from(text, 'latin1');
const UNREADABLE = (type: string, size: number) => `{"omitted":"unreadable","type":"${type}","size":${size}}`;

type Kept = string | Readonly<Record<PlatformName, string>>;
/**
 * The host's parser refuses some with 415 or 400; they are decoded or marked all the same. That of Fastify knows no charset: of
 * one that cannot be read, or in which the text is another one, the record holds what the parser made of it.
 */
const CHARSETS: [string, Buffer, Kept, string?][] = [
  ['iso-8859-1', latin('{"a":"é"}'), '{"a":"é"}'],
  ['latin1', latin('{"a":"é"}'), '{"a":"é"}'],
  ['windows-1252', latin('{"a":"é"}'), '{"a":"é"}'],
  ['us-ascii', latin('{"a":"e"}'), '{"a":"e"}'],
  ['utf-16', wide('{"a":"é"}'), '{"a":"é"}'],
  ['utf-16', wide('\ufeff{"a":"é"}'), '{"a":"é"}'],
  ['utf-16', wide('\ufeff{"a":"é"}').swap16(), { express: '{"a":"é"}', fastify: UNREADABLE('application/json', 20) }],
  ['utf-16be', wide('{"a":"é"}').swap16(), '{"a":"é"}'],
  ['utf-16le', wide(`{"password":"${CANARY}"}`), '{"password":"***FILTERED***"}'],
  ['utf-32', Buffer.from([...'{"a":1}'].flatMap((c) => [c.charCodeAt(0), 0, 0, 0])), { express: '{"a":1}', fastify: UNREADABLE('application/json', 28) }],
  ['utf-7', Buffer.from('{"a":"+AOk-"}'), { express: '{"a":"é"}', fastify: '{"a":"+AOk-"}' }],
  ['shift_jis', Buffer.from([...latin('{"a":"'), 0x83, 0x65, ...latin('"}')]), '{"a":"テ"}'],
  ['gb18030', Buffer.from([...latin('{"a":"'), 0xc4, 0xe3, ...latin('"}')]), '{"a":"你"}'],
  ['x-not-a-charset', Buffer.from('{}'), { express: UNREADABLE('application/json', 2), fastify: '{}' }],
  ['klingon', Buffer.from('{"amount":4711}'), { express: UNREADABLE('application/json', 15), fastify: '{"amount":4711}' }],
  ['utf-16le', Buffer.from('{"amount":4711}'), { express: UNREADABLE('application/json', 15), fastify: '{"amount":4711}' }],
  ['utf-16le', Buffer.from(`{"amount":4711${' '.repeat(70_000)}}`), { express: '{"omitted":"too-large","type":"application/json","size":70015}', fastify: '{"amount":4711}' }],
  ['""', Buffer.from('{"a":"é"}'), '{"a":"é"}'],
  ['UTF8', Buffer.from('{"a":"é"}'), '{"a":"é"}'],
  ['"utf-8"', Buffer.from('{"a":"é"}'), '{"a":"é"}'],
  ['utf-8', latin('{"a":"é"}'), '{"a":"\ufffd"}'],
  ['utf-8', Buffer.from('a=%C3%A9&b=é'), '{"a":"é","b":"é"}', FORM],
  ['iso-8859-1', latin('a=%E9&b=é'), '{"a":"\ufffd","b":"é"}', FORM],
  ['utf-16le', wide(`a=1&password=${CANARY}`), '{"a":"1","password":"***FILTERED***"}', FORM],
  ['utf-16le', Buffer.from('a=1&amount=4711'), '{"a":"1","amount":"4711"}', FORM],
  ['klingon', Buffer.from('a=1'), { express: UNREADABLE(FORM, 3), fastify: '{"a":"1"}' }, FORM],
]; // prettier-ignore

const EXTENDED =
  '{"oid":{"$oid":"65a0f0f0f0f0f0f0f0f0f0f0"},"int":{"$numberInt":"1"},"long":{"$numberLong":"1"},' +
  '"double":{"$numberDouble":"NaN"},"decimal":{"$numberDecimal":"1E400"},"symbol":{"$symbol":"x"},' +
  '"binary":{"$binary":{"base64":"AQ==","subType":"00"}},"uuid":{"$uuid":"73ffd264-44b3-4c69-90e8-e7d1dfc035d4"},' +
  '"code":{"$code":"f()","$scope":{"x":1}},"time":{"$timestamp":{"t":1,"i":2}},"date":{"$date":{"$numberLong":"0"}},' +
  '"regex":{"$regularExpression":{"pattern":"a+","options":"i"}},"min":{"$minKey":1},"max":{"$maxKey":1},' +
  '"undefined":{"$undefined":true}}';

/** Invalid UTF-8, after the Unicode standard's table 3-8 and the WHATWG's decoder. */
const BROKEN_BYTES: [string, number[]][] = [
  ['a continuation alone', [0x80]],
  ['a start alone', [0xc3]],
  ['an overlong slash', [0xc0, 0xaf]],
  ['an overlong NUL', [0xe0, 0x80, 0x80]],
  ['a surrogate', [0xed, 0xa0, 0x80]],
  ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['a sequence cut off', [0xf0, 0x9f, 0x98]],
  ['bytes that never occur', [0xfe, 0xff]],
];

const RESULTS: [string, Recipe, string][] = [
  ['values that JSON lacks', object(['n', special('NaN')], ['z', special('minus zero')], ['u', special('undefined')]), '{"n":null,"z":0}'],
  ['a map', { is: 'map', items: [primitive(1)] }, '{}'],
  ['an error', object(['e', special('an error')]), '{"e":{"code":"E1"}}'],
  ['a document', special('a document'), '{"name":"Ada","password":"***FILTERED***","tags":["a"],"extra":{"b":1},"_id":"65a0f0f0f0f0f0f0f0f0f0f0"}'],
  ['17 MiB of text', object(['a', primitive(1)], ['text', { is: 'text', length: 8.5 * MIB }]), '{"a":1}'],
  ['frozen', { is: 'object', entries: [['a', object(['password', primitive('x')])]], frozen: true, bare: false }, '{"a":{"password":"***FILTERED***"}}'],
  ['a sparse array', object(['a', special('a sparse array')]), '{"a":[null,null,null,"three",null,null]}'],
  ['an array with properties', special('an array with properties'), '[1,2]'],
]; // prettier-ignore

function object(...entries: [string, Recipe][]): Recipe {
  return { is: 'object', entries, frozen: false, bare: false };
}
function primitive(value: string | number): Recipe {
  return { is: 'primitive', value };
}
function special(name: Extract<Recipe, { is: 'special' }>['name']): Recipe {
  return { is: 'special', name };
}

for (const platform of PLATFORMS) {
  describeWithMongo(`odd payloads on ${platform}`, () => {
    let apps: AppPair;
    beforeAll(async () => {
      apps = await AppPair.start(platform);
    });
    afterAll(async () => {
      const stats = apps.service.stats();
      await apps.close();
      expect(stats).toMatchObject({ failed: 0, rejected: 0, dropped: { full: 0 }, stored: stats.accepted });
    });

    /** Between two others, so that it is seen that the rest of the batch is well. */
    async function amongOthers(one: Case) {
      const { records } = await apps.exchange([sent('{"first":1}'), one, sent('{"last":1}')]);
      expect([records[0]!.body, records[2]!.body]).toEqual([{ first: 1 }, { last: 1 }]);
      return records[1]!;
    }

    it.each(BODIES)('%s, in a body', async (_, one, body) => {
      const record = await amongOthers(one);
      expect(JSON.stringify(record.body)).toBe(body);
      const size = one.sent.body.length;
      expect(record.truncated?.body).toBe(size > 65_536 && !body.includes('omitted') ? size : undefined);
      expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    });

    it.each(BROKEN_BYTES)('%s, in a body', async (_, bytes) => {
      const body = Buffer.concat([Buffer.from('{"a":"x'), Buffer.from(bytes), Buffer.from('y"}')]);
      const record = await amongOthers(sent(body));
      expect(JSON.stringify(record.body)).toMatch(/^\{"a":"x\ufffd+y"\}$/);
    });

    it.each(CHARSETS)('in %s: %s', async (charset, body, kept, type = 'application/json') => {
      const record = await amongOthers(sent(body, `${type}; charset=${charset}`));
      expect(JSON.stringify(record.body)).toBe(typeof kept === 'string' ? kept : kept[platform]);
      expect([200, 400, 415]).toContain(record.status_code);
    });

    it('records extended JSON of every BSON type as sent', async () => {
      const record = await amongOthers(sent(EXTENDED));
      expect(JSON.stringify(record.body)).toBe(EXTENDED);
      expect(JSON.stringify(record.response)).toBe(EXTENDED);
    });

    it.each(RESULTS)('%s, as a result', async (_, answer, response) => {
      const record = await amongOthers(answered(answer));
      expect(JSON.stringify(record.response)).toBe(response);
    });

    it.each([
      ['{"password":\'hunter22\'}'],
      ['{"pin":hunter22}'],
      ['{"password": hunter22, "a":1}'],
      ['{"password":"hunter22'],
      ['{"password":"hunter22" hunter22}'],
    ])('keeps the secret of an invalid body, %s, out of record and log', async (body) => {
      const record = await amongOthers(sent(body));
      expect(record.status_code).toBe(400);
      expect(JSON.stringify(record)).not.toContain('hunter');
    });

    it('reads a form that repeats one field 32,000 times in linear time', async () => {
      const started = process.cpuUsage();
      const record = await amongOthers(sent('a&'.repeat(32_000), FORM));
      expect(Object.keys(record.body as object)).toEqual(['a']);
      // Milliseconds of processor time, of five requests on two apps. Read by comparing all with all it takes minutes.
      expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000);
    });
  });
}
