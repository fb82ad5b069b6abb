const ENDINGS = {
  anomalies: '_anomalies',
  audit: '_audit',
  auditSubjects: '_audit_subjects',
  erasureOrders: '_erasure_orders',
  erasurePermits: '_erasure_permits',
  holds: '_holds',
  processes: '_processes',
  retention: '_retention',
  rollups: '_rollups',
  rollupMarks: '_rollup_marks',
  rollupState: '_rollup_state',
  verification: '_verification',
  views: '_views',
} as const;

const ALL_ENDINGS = Object.values(ENDINGS);

const LISTED_ENDINGS = `${ALL_ENDINGS.slice(0, -1).join(', ')} or ${ALL_ENDINGS.at(-1)}`;
const ONE_COLLECTION = 'two trackers would write to one collection.';
const IN_THIS_PROCESS = 'both are open in this process';

export type CompanionCollection = keyof typeof ENDINGS;

export function companionOf(collectionName: string, which: CompanionCollection): string {
  return collectionName + ENDINGS[which];
}

/** The record collection that a companion name belongs to; undefined if the name has no companion suffix. */
export function recordsOfCompanion(name: string): string | undefined {
  const ending = ALL_ENDINGS.find((each) => name.endsWith(each) && name.length > each.length);
  return ending === undefined ? undefined : name.slice(0, -ending.length);
}

export function relatedNames(name: string): string[] {
  const records = recordsOfCompanion(name);
  return [
    ...(records === undefined ? [] : [records, ...companionNames(records)]),
    ...companionNames(name).flatMap(companionNames),
  ];
}

/**
 * Why two trackers would write to one collection. The application may own that name, so a companion must exist too.
 * @param name the collection of this tracker
 */
export function collisionOf(name: string, existing: ReadonlySet<string>): string | undefined {
  const records = recordsOfCompanion(name);
  if (records !== undefined && existing.has(records)) {
    const companion = companionNames(records).find((each) => each !== name && existing.has(each));
    if (companion !== undefined) return ownNameTaken(name, records, `"${companion}" exists`);
  }
  for (const companion of companionNames(name)) {
    const nested = companionNames(companion).filter((each) => existing.has(each));
    if (nested.length > 0) return companionTaken(companion, name, `"${nested[0]}" exists`, nested);
  }
  return undefined;
}

/** @param own the collection of this tracker @param other that of a tracker which is open already */
export function collisionBetween(own: string, other: string): string | undefined {
  if (recordsOfCompanion(own) === other) return ownNameTaken(own, other, IN_THIS_PROCESS);
  if (recordsOfCompanion(other) === own) return companionTaken(other, own, IN_THIS_PROCESS);
  return undefined;
}

export function companionNames(name: string): string[] {
  return ALL_ENDINGS.map((ending) => name + ending);
}

/** This tracker has the wrong name. */
function ownNameTaken(own: string, records: string, evidence: string): string {
  return (
    `mongo.collectionName is "${own}", a collection of the tracker whose records are in "${records}" (${evidence}): ` +
    `${ONE_COLLECTION} Set mongo.collectionName to a name that does not end in ${LISTED_ENDINGS}.`
  );
}

/** Another tracker has the wrong name. @param nested its companions, which would be taken for another tracker's after its change of name */
function companionTaken(companion: string, own: string, evidence: string, nested: readonly string[] = []): string {
  const moved = [companion, ...nested].map((name) => `"${name}"`).join(', ');
  return (
    `mongo.collectionName is "${own}", and this tracker needs "${companion}" for itself, but another tracker keeps its ` +
    `records there (${evidence}): ${ONE_COLLECTION} Set mongo.collectionName of the other tracker to a name that does not ` +
    `end in ${LISTED_ENDINGS}${nested.length > 0 ? `, and rename its collections to match: ${moved}` : ''}.`
  );
}
