import { createHmac } from 'node:crypto';

const RIGHTS = ['view', 'bodies', 'export', 'erase', 'audit'];

/** An administrator who may do everything. @param {string} secret */
export function token(secret) {
  const permissions = RIGHTS.map((right) => `activity_tracker.${right}_activity_log`);
  const claims = { user_id: 'bench-admin', permissions, exp: Math.floor(Date.now() / 1_000) + 3_600 };
  const text = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}
