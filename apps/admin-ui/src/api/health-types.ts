import type { TrackerHealth } from '../../../../libs/activity-tracker/src/admin/health/health.service';
import type { StoreDescription } from '../../../../libs/activity-tracker/src/storage/port/activity-store';
import type * as retention from '../../../../libs/activity-tracker/src/retention/retention-preview';
import type { JsonOf } from './json-of';

/** The fields of `store` depend on whether it can be reached. */
export type Health = JsonOf<Omit<TrackerHealth, 'store'> & { store: StoreHealth }>;
type StoreHealth = Partial<StoreDescription> & { reachable: boolean; down?: string };
export type RetentionPreview = JsonOf<retention.RetentionPreview>;
