import type { ActivityLog } from './activity-log.js';

/**
 * The record with these fields.
 *
 * V8 notes which object literals in the code make what outlives a garbage collection, and records that wait for the store
 * do. From then on it puts all that such a literal makes among old objects, where each record, stored long ago, keeps its
 * bodies alive until the next full collection: the young generation fills the old, and the host stands still for it. What a
 * constructor makes is not noted. The literal given here never outlives anything.
 */
export function newRecord(fields: ActivityLog): ActivityLog {
  return new (PlainObject as unknown as new (fields: ActivityLog) => ActivityLog)(fields);
}

function PlainObject(this: ActivityLog, fields: ActivityLog): void {
  this._id = fields._id;
  this.user_id = fields.user_id;
  this.url_name = fields.url_name;
  this.namespace = fields.namespace;
  this.route = fields.route;
  this.url_path = fields.url_path;
  this.api = fields.api;
  this.method = fields.method;
  this.headers = fields.headers;
  this.body = fields.body;
  this.response = fields.response;
  this.status_code = fields.status_code;
  this.created_time = fields.created_time;
  this.execution_time = fields.execution_time;
  this.client_ip_address = fields.client_ip_address;
  this.country = fields.country;
  this.outcome = fields.outcome;
  this.trace_id = fields.trace_id;
}
// To everybody a record is a plain object, as a literal is.
PlainObject.prototype = Object.prototype;
