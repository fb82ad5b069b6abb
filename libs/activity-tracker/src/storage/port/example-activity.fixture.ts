import { Types } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';

export const at = (minute: number): Date => new Date(Date.UTC(2024, 4, 6, 12, minute));

export function activity(fields: Partial<ActivityLog> = {}): ActivityLog {
  return {
    _id: new Types.ObjectId(),
    user_id: 7,
    url_name: 'list',
    namespace: 'OrdersController',
    route: '/orders',
    url_path: '/orders',
    api: 'http://localhost/orders',
    method: 'GET',
    headers: { accept: 'application/json' },
    body: null,
    response: { items: [] },
    status_code: 200,
    created_time: at(0),
    execution_time: 0.012,
    client_ip_address: '127.0.0.1',
    country: null,
    outcome: 'completed',
    trace_id: null,
    ...fields,
  };
}
