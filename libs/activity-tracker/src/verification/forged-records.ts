import { plainText } from '../common/plain-text.js';
import type { ActivityLog } from '../record/activity-log.js';
import type { VerificationFinding } from './check.js';

const FORGED = {
  'forged-gap': 'gap records explain numbers that they cannot explain',
  'forged-removal': 'records of removals are malformed',
  'malformed-number': 'records carry a malformed number',
} as const;

export type ForgedCode = keyof typeof FORGED;

export class ForgedRecords {
  private readonly names = new Map<ForgedCode, string[]>();

  add(code: ForgedCode, { _id }: ActivityLog): void {
    const names = this.names.get(code);
    if (names) names.push(plainText(_id));
    else this.names.set(code, [plainText(_id)]);
  }

  findings(): VerificationFinding[] {
    return (Object.keys(FORGED) as ForgedCode[]).flatMap((code) => {
      const names = this.names.get(code);
      if (!names) return [];
      const listed = names.slice(0, 10).join(', ') + (names.length > 10 ? ', …' : '');
      return [{ level: 'wrong', code, count: names.length, message: `${names.length} ${FORGED[code]}: ${listed}` }];
    });
  }
}
