import type { mongo } from 'mongoose';
import type { ActivityLog } from '../record/activity-log.js';
import { MongoActivityStore } from '../storage/mongo/mongo.store.js';
import type { ActivityFilter, FindOptions, IndexKey } from '../storage/port/activity-store.js';

interface Stage {
  stage?: string;
  inputStage?: Stage;
  inputStages?: Stage[];
  /** Where MongoDB shows a plan in two forms. */
  queryPlan?: Stage;
}

/** A store that keeps its queries, so that MongoDB can explain it. */
export class NotingStore extends MongoActivityStore {
  readonly finds: [ActivityFilter, FindOptions][] = [];
  readonly pipelines: [Record<string, unknown>[], { index?: IndexKey; maxTimeMs?: number }][] = [];

  override find(filter: ActivityFilter, options: FindOptions = {}): Promise<ActivityLog[]> {
    this.finds.push([filter, options]);
    return super.find(filter, options);
  }

  override aggregate<T>(
    pipeline: Record<string, unknown>[],
    options: { index?: IndexKey; maxTimeMs?: number } = {},
  ): Promise<T[]> {
    this.pipelines.push([pipeline, options]);
    return super.aggregate<T>(pipeline, options);
  }
}

const stagesOf = ({ stage, inputStage, inputStages, queryPlan }: Stage): string[] => [
  ...(stage ? [stage] : []),
  ...[queryPlan, inputStage, ...(inputStages ?? [])].flatMap((input) => (input ? stagesOf(input) : [])),
];

function winningPlans(explained: unknown): Stage[] {
  if (typeof explained !== 'object' || explained === null) return [];
  return Object.entries(explained).flatMap(([key, value]) =>
    key === 'winningPlan' ? [value as Stage] : key === 'rejectedPlans' ? [] : winningPlans(value),
  );
}

export async function explainedFind(
  collection: mongo.Collection,
  [filter, { sort, limit = 0, index }]: NotingStore['finds'][number],
) {
  const { queryPlanner, executionStats } = (await collection
    .find(filter, { ...(sort && { sort }), limit, ...(index && { hint: { ...index } }) })
    .explain('executionStats')) as {
    queryPlanner: { winningPlan: Stage };
    executionStats: { totalDocsExamined: number; totalKeysExamined: number };
  };
  return {
    stages: stagesOf(queryPlanner.winningPlan),
    examined: executionStats.totalDocsExamined,
    keys: executionStats.totalKeysExamined,
  };
}

/** Stages of the winning plans. */
export async function explainedAggregate(
  collection: mongo.Collection,
  [pipeline, { index }]: NotingStore['pipelines'][number],
): Promise<string[]> {
  const plan: unknown = await collection
    .aggregate(pipeline, index ? { hint: { ...index } } : {})
    .explain('queryPlanner');
  return winningPlans(plan).flatMap(stagesOf);
}
