import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { IsEmail, MinLength } from 'class-validator';
import {
  AcceptLanguageResolver,
  HeaderResolver,
  I18n,
  I18nContext,
  I18nModule,
  I18nValidationExceptionFilter,
  I18nValidationPipe,
  i18nValidationMessage,
  QueryResolver,
} from 'nestjs-i18n';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { EVERY_PERMISSION } from '../support/permissions.js';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

const TEXTS = {
  en: { greeting: 'Good morning', email: 'is not an address', short: 'is too short' },
  de: { greeting: 'Guten Morgen', email: 'ist keine Adresse', short: 'ist zu kurz' },
};

class CreateUser {
  @IsEmail({}, { message: i18nValidationMessage('shop.email') })
  email!: string;

  @MinLength(3, { message: i18nValidationMessage('shop.short') })
  name!: string;
}

@Controller('users')
class UsersController {
  @Get()
  greet(@I18n() i18n: I18nContext): unknown {
    return { greeting: i18n.t('shop.greeting'), lang: I18nContext.current()?.lang };
  }

  @Post()
  create(@Body() user: CreateUser): unknown {
    return user;
  }
}

describe.each(PLATFORMS)('translations of nestjs-i18n on %s', (platform) => {
  let app: TrackedApp;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'activity-tracker-i18n-'));
    for (const [language, texts] of Object.entries(TEXTS)) {
      mkdirSync(join(folder, language));
      writeFileSync(join(folder, language, 'shop.json'), JSON.stringify(texts));
    }
  });
  afterEach(() => app.close());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const start = async () => {
    app = await tracked(platform, {
      imports: [
        I18nModule.forRoot({
          fallbackLanguage: 'en',
          loaderOptions: { path: folder, watch: false },
          resolvers: [
            { use: QueryResolver, options: ['lang'] },
            new HeaderResolver(['x-lang']),
            AcceptLanguageResolver,
          ],
          logging: false,
        }),
      ],
      controllers: [UsersController],
      providers: [{ provide: APP_FILTER, useValue: new I18nValidationExceptionFilter({ detailedErrors: false }) }],
      configure: (nest) => void nest.useGlobalPipes(new I18nValidationPipe({ whitelist: true, transform: true })),
    });
  };

  it.each<[string, string, Record<string, string>, string]>([
    ['the query', '/users?lang=de', {}, 'de'],
    ['a header', '/users', { 'x-lang': 'de' }, 'de'],
    ['Accept-Language', '/users', { 'accept-language': 'de-DE,de;q=0.9' }, 'de'],
    ['nothing', '/users', {}, 'en'],
  ])('resolve the language from %s, and the answer is recorded in it', async (_, path, headers, language) => {
    await start();
    const answer = { greeting: TEXTS[language as 'de'].greeting, lang: language };
    expect(await (await app.get(path, { as: 7, headers })).json()).toEqual(answer);
    expect(await app.record()).toMatchObject({ user_id: 7, url_name: 'greet', response: answer });
  });

  it('translate a failed validation, which is recorded as answered', async () => {
    await start();
    const response = await app.post('/users', { email: 'x', name: 'a' }, { as: 7, headers: { 'x-lang': 'de' } });
    const answer = (await response.json()) as { message: string[] };
    expect([response.status, answer.message]).toEqual([400, [TEXTS.de.email, TEXTS.de.short]]);
    expect(await app.record()).toMatchObject({
      url_name: 'create',
      status_code: 400,
      body: { email: 'x', name: 'a' },
      response: { message: answer.message },
    });
  });

  it("leave the parameters and errors of history and admin API in the tracker's own words", async () => {
    await start();
    await (await app.get('/users', { as: 7 })).text();
    expect(await app.record()).toMatchObject({ url_name: 'greet' });
    const language = { headers: { 'x-lang': 'de' } };
    const history = await app.get('/activity-logs/user-history?limit=1', { as: 7, ...language });
    expect([history.status, await history.json()]).toMatchObject([
      200,
      { count: 1, results: [{ event_name: 'greet' }] },
    ]);
    const claims = { permissions: EVERY_PERMISSION };
    const wrong = await app.get('/activity-logs/admin/api/records?nonsense=1', { as: 1, claims, ...language });
    expect([wrong.status, JSON.stringify(await wrong.json())]).toEqual([400, expect.stringContaining('nonsense')]);
  });
});
