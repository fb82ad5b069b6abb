import { describe, expect, it } from 'vitest';
import { type Bench, inPanel } from '../support/panel-tests';

export function layout(bench: Bench): void {
  describe('the layout', () => {
    it.each([
      ['en-GB', 853],
      ['de-DE', 853],
      ['ar', 853],
      ['en-GB', 768],
    ])('shows the whole title and environment, in %s at %i px', (language, width) =>
      inPanel(bench, { language, width }, async ({ page }) => {
        const parts = page.locator('.brand-title, .brand-environment');
        await parts.nth(1).waitFor();
        const cut = () =>
          parts.evaluateAll((all) =>
            all
              .filter((part) => part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight + 2)
              .map((part) => part.textContent),
          );
        await expect.poll(cut).toEqual([]);
        await page.locator('.shell-name').getByText('admin').waitFor();
      }),
    );

    it.each(['people', 'routes'])('has 4xx and 5xx on one line of each card of a phone: %s', (name) =>
      inPanel(bench, { phone: true }, async ({ page, url }) => {
        await page.goto(`${url}#/${name}`);
        await page.locator('.table tbody tr').first().waitFor();
        const lines = await page
          .locator('.table tbody tr')
          .evaluateAll((rows) =>
            rows.map((row) =>
              ['4xx', '5xx'].map((label) => row.querySelector<HTMLElement>(`[data-label="${label}"]`)!.offsetTop),
            ),
          );
        expect(lines.length).toBeGreaterThan(5);
        for (const [client, server] of lines) expect(client).toBe(server);
      }),
    );

    it('dims the number of records, as the rows, while a new question is under way', () =>
      inPanel(bench, async ({ page, server }) => {
        const count = page.locator('.records-count');
        await count.getByText('records').waitFor();
        server.bent.set('records', { status: 0, body: null });
        await page.locator('#query').fill('status:4xx');
        await page.locator('#query').press('Enter');
        await expect.poll(() => count.evaluate((one) => Number(getComputedStyle(one).opacity))).toBeLessThan(0.5);
      }));
  });
}
