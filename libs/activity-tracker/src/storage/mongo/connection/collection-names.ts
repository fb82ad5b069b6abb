/** Endings of the collections that the tracker keeps next to that of the records. */
const ENDINGS = {
  audit: '_audit',
  auditSubjects: '_audit_subjects',
  erasurePermits: '_erasure_permits',
  holds: '_holds',
  rollups: '_rollups',
  rollupMarks: '_rollup_marks',
  rollupState: '_rollup_state',
} as const;

const ALL_ENDINGS = Object.values(ENDINGS);

export type CompanionCollection = keyof typeof ENDINGS;

/** Name of a collection that belongs to the records in `collectionName`. */
export function companionOf(collectionName: string, which: CompanionCollection): string {
  return collectionName + ENDINGS[which];
}

/** The collection of records to which a name would belong as a companion; undefined if it ends as none does. */
export function recordsOfCompanion(name: string): string | undefined {
  const ending = ALL_ENDINGS.find((each) => name.endsWith(each) && name.length > each.length);
  return ending === undefined ? undefined : name.slice(0, -ending.length);
}

/** Collections whose existence tells whether another tracker uses a name, or one that belongs to it. */
export function relatedNames(name: string): string[] {
  const records = recordsOfCompanion(name);
  return [
    ...(records === undefined ? [] : [records, ...companionsOf(records)]),
    ...companionsOf(name).flatMap(companionsOf),
  ];
}

/**
 * Why two trackers would write to one collection, judged by the collections that exist; undefined if they would not. A
 * collection alone may be the application's own, so that a companion has to stand next to it.
 */
export function collisionOf(name: string, existing: ReadonlySet<string>): string | undefined {
  const records = recordsOfCompanion(name);
  if (records !== undefined && existing.has(records)) {
    const companion = companionsOf(records).find((each) => each !== name && existing.has(each));
    if (companion !== undefined) return belongsTo(name, records, `"${companion}" exists`);
  }
  for (const companion of companionsOf(name)) {
    const nested = companionsOf(companion).find((each) => existing.has(each));
    if (nested !== undefined) return belongsTo(companion, name, `"${nested}" exists`);
  }
  return undefined;
}

/** Why trackers with these two names would write to one collection; undefined if they would not. */
export function collisionBetween(one: string, other: string): string | undefined {
  if (recordsOfCompanion(one) === other) return belongsTo(one, other, 'both are open in this process');
  if (recordsOfCompanion(other) === one) return belongsTo(other, one, 'both are open in this process');
  return undefined;
}

function companionsOf(name: string): string[] {
  return ALL_ENDINGS.map((ending) => name + ending);
}

function belongsTo(companion: string, records: string, evidence: string): string {
  return (
    `"${companion}" belongs to the tracker whose records are in "${records}" (${evidence}): two trackers would write to one ` +
    'collection. Set mongo.collectionName to a name that does not end in ' +
    `${ALL_ENDINGS.slice(0, -1).join(', ')} or ${ALL_ENDINGS.at(-1)}.`
  );
}
