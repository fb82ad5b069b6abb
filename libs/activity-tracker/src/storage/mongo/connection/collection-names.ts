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
    ...(records === undefined ? [] : [records, ...companionsOf(records)]),
    ...companionsOf(name).flatMap(companionsOf),
  ];
}

/** Why two trackers would write to one collection. The application may own that name, so a companion must exist too. */
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
