import { Types } from 'mongoose';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ActivityStore } from './activity-store.js';
import type { AuditEntry, AuditStore } from './audit-store.js';

export function describeAudit(storeOf: () => ActivityStore): void {
  describe('the audit trail', () => {
    let audit: AuditStore;
    beforeEach(() => {
      audit = storeOf().audit!;
      audit.retain(undefined);
    });

    const entry = (minute: number, fields: Partial<AuditEntry> = {}): AuditEntry => ({
      _id: new Types.ObjectId(),
      created_time: new Date(Date.now() + minute * 60_000),
      action: 'list',
      administrator_id: 1,
      client_ip_address: null,
      session: null,
      records: 3,
      count: 1,
      ...fields,
    });

    it('gives entries as they were added, newest first', async () => {
      const entries = [
        entry(1, { query: 'status:5xx', parameters: { limit: '10' }, subject: 'person-1', reason: 'ticket 7' }),
        entry(2, { action: 'export', ends: new Types.ObjectId(), complete: false, outcome: { format: 'csv' } }),
        entry(3, { records: null, actor_id: 'support' }),
      ];
      for (const each of entries) await audit.append(each);
      expect(await audit.find({}, { limit: 10 })).toEqual(entries.toReversed());
      expect(await audit.find({ subject: 'person-1' }, { limit: 10 })).toEqual([entries[0]]);
      expect(await audit.find({}, { limit: 1 })).toEqual([entries[2]]);
    });

    it('counts a repeat, and changes nothing else', async () => {
      const [first, other] = [entry(1), entry(2)];
      await audit.append(first);
      await audit.append(other);
      expect(await audit.repeat(first._id)).toBe(true);
      expect(await audit.repeat(new Types.ObjectId())).toBe(false);
      expect(await audit.find({}, { limit: 10 })).toEqual([other, { ...first, count: 2 }]);
    });

    it('is found in no record', async () => {
      await audit.append(entry(1, { query: 'moonlight' }));
      expect(await storeOf().find({})).toEqual([]);
      expect(await storeOf().count({}, 10)).toBe(0);
    });

    it('returns one random key to all callers, and never as a subject', async () => {
      const keys = await Promise.all([audit.pseudonymKey(), audit.pseudonymKey(), storeOf().audit!.pseudonymKey()]);
      expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
      expect(new Set(keys).size).toBe(1);
      expect([...(await audit.subjectsOf(['pseudonym-key']))]).toEqual([]);
    });

    it('keeps whom a pseudonym stands for, until it is forgotten', async () => {
      await audit.nameSubject('person-1', '42');
      await audit.nameSubject('person-1', '42');
      await audit.nameSubject('person-2', '43');
      const all = ['person-1', 'person-2', 'person-3'];
      expect([...(await audit.subjectsOf(all))].toSorted()).toEqual([
        ['person-1', '42'],
        ['person-2', '43'],
      ]);
      await audit.forgetSubject('person-1');
      await audit.forgetSubject('person-3');
      expect([...(await audit.subjectsOf(all))]).toEqual([['person-2', '43']]);
    });
  });
}
