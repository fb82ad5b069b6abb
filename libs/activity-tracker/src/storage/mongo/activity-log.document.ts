import { type Connection, type Model, Schema } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';

const { Mixed } = Schema.Types;

/**
 * For queries of the host; the tracker uses the native collection, because casting would drop or change values.
 * No @nestjs/mongoose decorators: only hosts with a shared connection install it.
 */
const activityLogSchema = () =>
  new Schema<ActivityLog>(
    {
      _id: { type: Schema.Types.ObjectId, required: true },
      user_id: { type: Mixed },
      actor_id: { type: Mixed },
      url_name: { type: String },
      namespace: { type: String },
      route: { type: String },
      url_path: { type: String },
      api: { type: String },
      method: { type: String },
      headers: { type: Mixed },
      body: { type: Mixed },
      response: { type: Mixed },
      status_code: { type: Number },
      created_time: { type: Date },
      execution_time: { type: Number },
      client_ip_address: { type: String },
      country: { type: String },
      outcome: { type: String },
      trace_id: { type: String },
      event_name: { type: String },
      unidentified: { type: String },
      resource: { type: Mixed },
      response_headers: { type: Mixed },
      truncated: { type: Mixed },
      bodies_removed_at: { type: Date },
      instance: { type: Schema.Types.ObjectId },
      seq: { type: Number },
    },
    { strict: false, versionKey: false, autoIndex: false, autoCreate: false, bufferCommands: false },
  );

const NAME = 'ActivityLogDocument';

/** Returns the connection's model for the collection; never replaces a model of that name which the host declared. */
export function declareActivityLog(connection: Connection, collectionName: string): Model<ActivityLog> {
  const names = [NAME, `${NAME}(${collectionName})`];
  const models = names.map((name) => connection.models[name] as Model<ActivityLog> | undefined);
  const declared = models.find((model) => model?.collection.collectionName === collectionName);
  if (declared) return declared;
  return connection.model<ActivityLog>(models[0] ? names[1]! : names[0]!, activityLogSchema(), collectionName);
}
