import type { Connection } from 'mongoose';

/** Cursors that the server keeps open for readers of a connection's database; other databases of it are somebody else's. */
export async function openCursors(connection: Connection): Promise<number> {
  const operations = await connection
    .db!.admin()
    .command({ aggregate: 1, cursor: {}, pipeline: [{ $currentOp: { allUsers: true, idleCursors: true } }] });
  const all = operations['cursor'].firstBatch as { ns?: string; cursor?: { cursorId?: unknown } }[];
  return all.filter(({ ns, cursor }) => ns?.startsWith(`${connection.name}.`) && cursor?.cursorId !== undefined).length;
}
