import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Body, Controller, Get, HttpException, Param, Post } from '@nestjs/common';
import { Types } from 'mongoose';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { HOSTILE, inEveryText } from '../apps/admin-ui/test/support/hostile-text.js';
import { visible } from '../apps/admin-ui/src/text/visible.js';
import { adminToken, ask, counted, panelAt, panelBrowser, pathsOf, ROWS, signIn } from './support/panel-in-browser.js';
import { PLATFORMS, SECRET, tracked, type TrackedApp } from './support/tracked-app.js';

@Controller('echo')
class EchoController {
  @Post(':text')
  echo(@Body() body: object): object {
    return body;
  }

  @Get(':text')
  fail(@Param('text') text: string): never {
    throw new HttpException(text, 422);
  }
}

/** As UTF-8 has it: without halves of a character. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
const inHeader = (text: string): string =>
  Buffer.from(text, 'utf8')
    .toString('latin1')
    .replaceAll(/[\0-\x1f\x7f]/g, '?');
const headerName = (text: string): string => `x-${text.replaceAll(/[^\w!#$%&'*+.^`|~-]/g, '-')}`;

async function sendAll(app: TrackedApp): Promise<void> {
  for (const text of HOSTILE) {
    const id = wellFormed(text);
    const parameters = new URLSearchParams([
      [text, text],
      ['q', text],
    ]);
    const path = `/echo/${encodeURIComponent(id)}?${parameters.toString()}`;
    const as = { as: id, claims: { company_id: text, email: text } };
    await app.post(
      path,
      { [text]: text, list: [text] },
      { ...as, headers: { 'user-agent': inHeader(text), referer: inHeader(text), [headerName(text)]: inHeader(text) } },
    );
    await app.get(path, as);
  }
}

const keyOf = (text: string): string => text.replaceAll('\0', '?');
const shown = (text: string): string => visible(wellFormed(text));

/**
 * The same texts where only a host, a database or another program could put them: in records with an outcome that the tracker does not
 * know, which are masked when they are shown, and in others, which are not.
 */
async function storeAll(app: TrackedApp): Promise<string> {
  const [record] = await app.records();
  const now = Date.now();
  const recordOf = (text: string, index: number, outcome: string) => ({
    ...record!,
    _id: new Types.ObjectId(),
    ...inEveryText(text),
    outcome: outcome as 'completed',
    company_id: text,
    headers: { 'user-agent': text, [keyOf(text)]: text },
    response_headers: { location: text },
    body: { [keyOf(text)]: text, all: HOSTILE },
    response: text,
    created_time: new Date(now - index),
    status_code: 299,
  });
  const hostile = HOSTILE.flatMap((text, index) => [recordOf(text, index, text), recordOf(text, index, 'completed')]);
  await app.store.insert(hostile);
  return String(hostile[4]!._id);
}

/**
 * Only markup made from data could create these elements: the credit of the country file is ours.
 * Text of a script: the page's types are not those of a server.
 */
const INTRUDERS = `[...document.querySelectorAll(
  'script:not([type=module]), iframe, object, embed, form[action], base, meta[http-equiv], img, math, template, style, [onerror], [onload]',
)].map((element) => element.outerHTML).concat(
  [...document.querySelectorAll('a[href]:not(body footer.shell-credit > a[href="https://db-ip.com"])')].map((link) => link.getAttribute('href'))
    .filter((href) => !/^(#|https?:\\/\\/(127\\.0\\.0\\.1|evil\\.example\\/%22))/.test(href)),
)`;

const intruders = (page: Page): Promise<unknown> => page.evaluate(INTRUDERS);
const settledIn = (page: Page) => expect.poll(() => page.locator('.skeleton').count()).toBe(0);

/** Serves an app below a path, as a host's proxy does. */
async function proxyUnder(prefix: string, target: string): Promise<{ server: Server; origin: string }> {
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url!.startsWith(`${prefix}/`)) return void outgoing.writeHead(404).end();
    const onward = httpRequest(
      target + incoming.url!.slice(prefix.length),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe.each(PLATFORMS)('the panel and what strangers wrote, on %s', (platform) => {
  const inTab = panelBrowser();
  let app: TrackedApp;
  afterEach(() => app.close());

  it(`of ${HOSTILE.length} texts in every field nothing runs, and all are to be read`, async () => {
    expect(new Set(HOSTILE).size).toBeGreaterThanOrEqual(200);
    app = await tracked(platform, {
      controllers: [EchoController],
      options: {
        jwt: { secret: SECRET, algorithms: ['HS256'], payloadKeys: ['company_id', 'email'] },
        capture: { responseHeaders: true },
        history: { eventNames: Object.fromEntries(HOSTILE.map((text) => [text, text])) },
      },
    });
    await sendAll(app);
    const records = await app.records();
    expect(records.length).toBeGreaterThan(HOSTILE.length * 1.9);
    const stored = await storeAll(app);
    await inTab(app.url, async ({ page }) => {
      const url = panelAt(app.url);
      await signIn(page, `${url}#/?q=since%3A1h`, adminToken(app));
      await page.locator(ROWS).first().waitFor();
      const seen = new Set<string>();
      await page.locator('#records').focus();
      const unseen = async () => {
        for (const path of await page
          .locator(`${ROWS} .path`)
          .evaluateAll((all) => all.map(({ textContent }) => textContent)))
          seen.add(path);
        await page.evaluate(`document.getElementById('records').scrollTop += 400`);
        await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
        return HOSTILE.map(shown).filter((text) => !seen.has(text));
      };
      await expect.poll(unseen, { timeout: 60_000, interval: 1 }).toEqual([]);
      expect(await intruders(page)).toEqual([]);

      const sent = records.find(({ method, user_id }) => method === 'POST' && user_id === HOSTILE[2])!;
      const failed = records.find(({ method, user_id }) => method === 'GET' && user_id === HOSTILE[2])!;
      for (const id of [stored, String(sent._id), String(failed._id)]) {
        for (const tab of ['overview', 'request', 'response', 'headers', 'related', 'raw']) {
          await page.evaluate(`location.hash = '#/?record=${id}&tab=${tab}'`);
          await page.locator('.drawer .tab-content:not([hidden]) > *').first().waitFor();
          await settledIn(page);
          expect(await intruders(page), tab).toEqual([]);
        }
      }
      await page.evaluate(`location.hash = '#/?record=${String(sent._id)}&tab=request'`);
      await page.locator('.json-string', { hasText: HOSTILE[2]! }).first().waitFor();

      await page.evaluate(`location.hash = '#/?record=${stored}&compare=${String(sent._id)}'`);
      await page.locator('.difference').first().waitFor();
      expect(await intruders(page), 'comparison').toEqual([]);
      for (const place of [
        '#/people',
        '#/routes',
        '#/overview',
        '#/health',
        `#/people/${encodeURIComponent(HOSTILE[2]!)}`,
      ]) {
        await page.evaluate((to) => void Object.assign(globalThis, { next: to }), place);
        await page.evaluate('location.hash = next');
        await page.locator('.page h1').waitFor();
        await settledIn(page);
        expect(await intruders(page), place).toEqual([]);
      }
      expect(await page.evaluate('Object.keys(Object.prototype)')).toEqual([]);
    });
  }, 180_000);

  it('works behind a proxy that puts a path before it, and with no network but its own', async () => {
    app = await tracked(platform, { controllers: [EchoController] });
    await app.post('/echo/lamp', { note: 'brass' }, { as: 42 });
    await app.tracker.flush();
    const { server, origin } = await proxyUnder('/shop', app.url);
    try {
      await inTab(origin, async ({ page, requests }) => {
        await page.goto(`${origin}/shop/activity-logs/admin`);
        await signIn(page, page.url(), adminToken(app));
        await page.locator(ROWS).first().waitFor();
        expect(page.url()).toContain('/shop/activity-logs/admin/index.html');
        await ask(page, 'user:42');
        await expect.poll(() => counted(page)).toBe('1 record');
        await expect.poll(() => pathsOf(page)).toEqual(['/echo/lamp']);
        expect(requests.filter((address) => !address.startsWith(`${origin}/shop/`))).toEqual([]);
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('page and assets hold nothing of the log', async () => {
    app = await tracked(platform, { controllers: [EchoController] });
    await app.post('/echo/sphinx-of-quartz', { note: '</script><!--\u2028sphinx of quartz' }, { as: 'sphinx' });
    await app.tracker.flush();
    await inTab(app.url, async ({ page, requests }) => {
      const texts: string[] = [];
      page.on(
        'response',
        (response) =>
          void response.text().then(
            (text) => texts.push(text),
            () => {},
          ),
      );
      await page.goto(panelAt(app.url));
      await page.locator('input[name=token]').waitFor();
      expect(requests.filter((address) => address.includes('/admin/api/'))).toEqual([]);
      await expect.poll(() => texts.length).toBeGreaterThan(3);
      expect(texts.join('\n')).not.toMatch(/sphinx/);
      expect(await page.content()).not.toMatch(/sphinx/);
    });
  });
});
