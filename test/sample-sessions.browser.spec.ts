import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../apps/sample-sessions/src/app.factory.js';
import { AUDITOR } from '../apps/sample-sessions/src/staff/staff.js';
import { panelBrowser, ROWS } from './support/panel-in-browser.js';

describe('the panel of the help desk, in a browser', () => {
  const inTab = panelBrowser();
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    app = await createApp({ SAMPLE_STORE: 'memory' });
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app?.close());

  it('opens by the session of the sign-in page, without asking for a token', () =>
    inTab(url, async ({ page, requests }) => {
      await page.goto(url);
      await page.locator('input[name=email]').fill(AUDITOR.email);
      await page.locator('input[name=password]').fill(AUDITOR.password);
      await page.locator('button').click();
      await page.locator('.shell').waitFor();
      // Stores the sign-in; the list asks again by the reader's hand.
      expect((await recordedActivity(app)).map(({ url_name }) => url_name)).toContain('signIn');
      await page.reload();
      await page.locator(ROWS).first().waitFor();
      expect(await page.locator('input[name=token]').count()).toBe(0);
      expect(requests).toContain(`${url}/logo.svg`);
    }));

  it('ends the session of the help desk when the reader signs out of the panel', () =>
    inTab(url, async ({ page }) => {
      await page.goto(url);
      await page.locator('input[name=email]').fill(AUDITOR.email);
      await page.locator('input[name=password]').fill(AUDITOR.password);
      await page.locator('button').click();
      await page.locator('.shell').waitFor();
      await page.locator('.shell-account > button:last-of-type').click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL(`${url}/`);
      await page.goto(`${url}/audit/admin`);
      await page.getByRole('link', { name: 'Sign in to the application' }).click();
      await page.waitForURL(`${url}/`);
    }));
});
