import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { Reader } from './reader.js';

/** A control behind more Tabs counts as out of reach. */
const MOST_TABS = 60;
const MOST_ARROWS = 30;

type Kind = 'row' | 'person' | 'tab' | 'text' | 'other';

/** Does with keys what {@link Reader} does with the pointer: a control must be reached by Tab, and show that it has the focus. */
export class KeyboardReader extends Reader {
  override async click(target: Locator): Promise<void> {
    this.effort.clicks++;
    await target.waitFor();
    switch (await kindOf(target)) {
      case 'row':
        // Opens it: Enter would only lead into it.
        await this.choose(target);
        return;
      case 'person':
        await this.choose(target.locator('xpath=ancestor::*[@role="row"]'));
        await this.page.keyboard.press('p');
        return;
      case 'tab':
        await this.tabTo(this.page.locator('[role=tab][aria-selected=true]:visible'));
        await this.repeat('ArrowRight', () => target.evaluate((tab) => tab === tab.ownerDocument.activeElement));
        break;
      case 'text':
        await this.tabTo(target);
        return;
      default:
        await this.tabTo(target);
    }
    await this.page.keyboard.press('Enter');
  }

  /** @throws if no Tab leads there, or nothing shows the focus */
  private async tabTo(target: Locator): Promise<void> {
    const hasFocus = () =>
      target.evaluate((element) => {
        const control = element.closest('a, button, summary, input, [role=tab], [tabindex]') ?? element;
        return control === element.ownerDocument.activeElement;
      });
    for (let tabs = 0; !(await hasFocus()); tabs++) {
      if (tabs === MOST_TABS) throw new Error(`${MOST_TABS} Tabs do not lead to ${String(target)}`);
      await this.page.keyboard.press('Tab');
    }
    const isSeen = await target.evaluate(({ ownerDocument: { activeElement, defaultView } }) =>
      [activeElement, activeElement?.closest('form, .query-box, label')].some((each) => {
        const style = each && defaultView?.getComputedStyle(each);
        return style && (style.outlineStyle !== 'none' || style.boxShadow !== 'none');
      }),
    );
    if (!isSeen) throw new Error(`nothing shows that ${String(target)} has the focus`);
  }

  private async choose(row: Locator): Promise<void> {
    const wanted = Number(await row.getAttribute('aria-rowindex'));
    const chosen = this.page.locator('[role=row][aria-selected=true]');
    const isAt = async () => ((await chosen.count()) === 1 ? Number(await chosen.getAttribute('aria-rowindex')) : 0);
    await this.tabTo(this.page.locator('#records'));
    await this.page.keyboard.press('ArrowDown');
    await chosen.waitFor();
    const first = await isAt();
    const [key, step] = first < wanted ? (['ArrowDown', 1] as const) : (['ArrowUp', -1] as const);
    for (let at = first; at !== wanted; at += step) {
      await this.page.keyboard.press(key);
      await expect.poll(isAt).toBe(at + step);
    }
  }

  private async repeat(key: string, until: () => Promise<boolean>): Promise<void> {
    for (let presses = 0; !(await until()); presses++) {
      if (presses === MOST_ARROWS) throw new Error(`${key} does not lead to it`);
      await this.page.keyboard.press(key);
    }
  }
}

const kindOf = (target: Locator): Promise<Kind> =>
  target.evaluate((element): Kind => {
    if (element.matches('[role=row]')) return 'row';
    if (element.matches('[role=row] a')) return 'person';
    if (element.matches('[role=tab]')) return 'tab';
    return element.matches('input:not([type=radio], [type=checkbox])') ? 'text' : 'other';
  });
