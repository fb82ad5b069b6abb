import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../storage/port/audit-store.js';
import { RecentEntries } from './recent-entries.js';

const entry = (query: string): AuditEntry => ({
  _id: new Types.ObjectId(),
  created_time: new Date(),
  action: 'list',
  administrator_id: 1,
  client_ip_address: null,
  session: null,
  query,
  records: 1,
  count: 1,
});

describe('RecentEntries', () => {
  it('finds the id of an entry for a minute, and keeps nothing else of it', async () => {
    let now = 0;
    const recent = new RecentEntries(() => now);
    const written = entry('user:42');
    recent.add('question', Promise.resolve(written));
    now = 59_999;
    expect(await recent.find('question')).toEqual({ _id: written._id });
    expect(recent.find('another question')).toBeUndefined();
    now = 60_000;
    expect(recent.find('question')).toBeUndefined();
  });

  it('finds nothing where the entry could not be stored', async () => {
    const recent = new RecentEntries(() => 0);
    recent.add('question', Promise.reject(new Error('away')));
    expect(await recent.find('question')).toBeUndefined();
  });
});
