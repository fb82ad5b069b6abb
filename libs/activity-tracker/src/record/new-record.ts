import type { ActivityLog } from './activity-log.js';

/**
 * Not an object literal: V8 pretenures literals whose objects outlive a garbage collection, as buffered records do, and
 * would keep their bodies alive until the next full collection, which stops the application.
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
// Makes the record a plain object, as from a literal.
PlainObject.prototype = Object.prototype;
