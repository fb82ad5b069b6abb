import type { ActivityUserId, UserDescription } from 'nestjs-activity-tracker';
import { DEMO_ACCOUNTS } from '../demo/demo-accounts.js';

/** Demonstration accounts have the ids 1, 2, … in this order. A real shop asks its database. */
const CUSTOMERS = DEMO_ACCOUNTS.map(({ name, email }, index) => ({ id: index + 1, label: name, detail: email }));

/** Names for the panel. Ids without an account are left out. */
export function describeCustomers(ids: readonly ActivityUserId[]): UserDescription[] {
  const wanted = new Set(ids.map(String));
  return CUSTOMERS.filter(({ id }) => wanted.has(String(id)));
}

/** Lets `user:anna` find Anna by her name or e-mail address. */
export function findCustomers(text: string): ActivityUserId[] {
  const part = text.toLowerCase();
  return CUSTOMERS.filter(({ label, detail }) => `${label} ${detail}`.toLowerCase().includes(part)).map(({ id }) => id);
}
