import { isIP } from 'node:net';
import { ERASED } from '../../record/erased.js';
import type { AlsoEffects } from './also-effects.js';
import type { ErasureOptions } from './erasure.types.js';
import type { Person } from './person/person.js';

const SHORTEST_TEXT = 3;
/** Shorter numbers are often amounts. */
const FEWEST_DIGITS = 7;

/** @throws TypeError for a text that also stands in records that are not about the person */
export function checkTexts({ also = [], confirm = [] }: Pick<ErasureOptions, 'also' | 'confirm'>): void {
  for (const text of confirm) {
    if (!also.includes(text)) throw new TypeError(`confirm: ${JSON.stringify(text)} is not in also; add it there too`);
  }
  for (const text of also) {
    if (typeof text !== 'string' || text.trim().length < SHORTEST_TEXT) {
      throw new TypeError(
        `also: ${JSON.stringify(text)} is too short to be replaced everywhere; use three characters or more`,
      );
    }
    if (isIP(text.trim()) > 0) {
      throw new TypeError(
        `also: ${JSON.stringify(text)} is a client address: those of the person alone are found and replaced. Remove it`,
      );
    }
    if (/^[\d.,+-]+$/.test(text) && text.replaceAll(/\D/g, '').length < FEWEST_DIGITS) {
      throw new TypeError(
        `also: ${JSON.stringify(text)} is a number that is too short to be replaced everywhere; use ${FEWEST_DIGITS} digits or more`,
      );
    }
    if (ERASED.toLowerCase().includes(text.trim().toLowerCase())) {
      throw new TypeError(`also: ${JSON.stringify(text)} is part of the marker ${ERASED}; remove it`);
    }
  }
}

/** @throws TypeError for a text that may be another's, unless it is confirmed */
export function checkConfirmed(effects: AlsoEffects, confirmed: readonly string[]): void {
  const doubtful = effects.doubtful().filter(({ value }) => !confirmed.includes(value));
  if (doubtful.length === 0) return;
  const texts = doubtful.map(({ value, because }) => `${JSON.stringify(value)} (${because})`);
  throw new TypeError(
    `also: ${texts.join(', ')} may not be the person's; nothing was changed. Remove it, or confirm that it identifies the ` +
      'person by giving it in confirm too.',
  );
}

/** A text that is not in the person's own records may belong to others, whose records it would change. */
export function checkOwn({ foreign, records }: Person): void {
  if (foreign.length === 0) return;
  if (records === 0) {
    throw new TypeError(
      `also: ${foreign.map((text) => JSON.stringify(text)).join(', ')} cannot be verified, because no record of the person ` +
        'is stored: the id is wrong, or the person is already erased; nothing was changed. Correct the id, or remove also.',
    );
  }
  throw new TypeError(
    `also: ${foreign.map((text) => JSON.stringify(text)).join(', ')} is not a complete value in any of the person's own ` +
      'records, so it may belong to others; nothing was changed. Remove it.',
  );
}
