import type { Locator, Page } from 'playwright-core';

/** What a reader did: clicks, single keys, and lines that were typed and sent. */
export interface Effort {
  clicks: number;
  keys: number;
  lines: number;
}

/** Acts on a page with pointer and keyboard only, and counts it. */
export class Reader {
  readonly effort: Effort = { clicks: 0, keys: 0, lines: 0 };

  constructor(readonly page: Page) {}

  async click(target: Locator): Promise<void> {
    this.effort.clicks++;
    await target.click();
  }

  async press(key: string): Promise<void> {
    this.effort.keys++;
    await this.page.keyboard.press(key);
  }

  /** Types a query and sends it, without the pointer. */
  async ask(query: string): Promise<void> {
    this.effort.lines++;
    await this.page.keyboard.press('/');
    await this.page.keyboard.type(query);
    await this.page.keyboard.press('Enter');
  }

  /** Types where the focus is. */
  async type(text: string): Promise<void> {
    this.effort.lines++;
    await this.page.keyboard.type(text);
  }

  async back(): Promise<void> {
    this.effort.keys++;
    await this.page.goBack();
  }
}
