interface Database {
  admin(): { command(command: Record<string, unknown>): Promise<Record<string, unknown>> };
}

export async function openCursors(database: Database, namespace: string): Promise<number> {
  const { cursor } = await database.admin().command({
    aggregate: 1,
    pipeline: [
      { $currentOp: { allUsers: true, idleCursors: true } },
      { $match: { ns: namespace, cursor: { $exists: true } } },
    ],
    cursor: {},
  });
  return (cursor as { firstBatch: unknown[] }).firstBatch.length;
}
