import { Prop, Schema, SchemaFactory } from '@nestjs/mongoose';
import { Schema as MongooseSchema, Types, type Connection, type Model } from 'mongoose';
import type { ActivityOutcome, ActivityUserId } from '../../record/activity-log.js';

const { Mixed } = MongooseSchema.Types;

/**
 * The record as Mongoose sees it. Writing and reading go past Mongoose, to the native collection: casting would drop or
 * change what was recorded. The schema declares the collection, so that a host can query it with the means it knows.
 */
@Schema({ strict: false, versionKey: false, autoIndex: false, autoCreate: false, bufferCommands: false })
export class ActivityLogDocument {
  @Prop({ type: MongooseSchema.Types.ObjectId, required: true })
  _id!: Types.ObjectId;

  @Prop({ type: Mixed })
  user_id!: ActivityUserId | null;

  @Prop({ type: Mixed })
  actor_id?: ActivityUserId;

  @Prop({ type: String })
  url_name!: string | null;

  @Prop({ type: String })
  namespace!: string | null;

  @Prop({ type: String })
  route!: string | null;

  @Prop({ type: String })
  url_path!: string | null;

  @Prop({ type: String })
  api!: string | null;

  @Prop({ type: String })
  method!: string | null;

  @Prop({ type: Mixed })
  headers!: Record<string, unknown>;

  @Prop({ type: Mixed })
  body!: unknown;

  @Prop({ type: Mixed })
  response!: unknown;

  @Prop({ type: Number })
  status_code!: number | null;

  @Prop({ type: Date })
  created_time!: Date;

  @Prop({ type: Number })
  execution_time!: number;

  @Prop({ type: String })
  client_ip_address!: string | null;

  @Prop({ type: String })
  country!: string | null;

  @Prop({ type: String })
  outcome!: ActivityOutcome;

  @Prop({ type: String })
  trace_id!: string | null;

  @Prop({ type: String })
  event_name?: string;

  @Prop({ type: Mixed })
  response_headers?: Record<string, unknown>;

  @Prop({ type: Mixed })
  truncated?: { body?: number; response?: number };
}

/**
 * The model of the collection on that connection. A model of the same name that the host declared for another collection
 * is left alone.
 */
export function declareActivityLog(connection: Connection, collectionName: string): Model<ActivityLogDocument> {
  const names = [ActivityLogDocument.name, `${ActivityLogDocument.name}(${collectionName})`];
  const models = names.map((name) => connection.models[name] as Model<ActivityLogDocument> | undefined);
  const declared = models.find((model) => model?.collection.collectionName === collectionName);
  if (declared) return declared;
  const schema = SchemaFactory.createForClass(ActivityLogDocument);
  return connection.model<ActivityLogDocument>(models[0] ? names[1]! : names[0]!, schema, collectionName);
}
