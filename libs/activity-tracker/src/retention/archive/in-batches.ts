/** Each batch is in memory several times: as bytes, decoded, and in a command. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Groups records by number and size: 500 records may have 8 GB. */
export async function* inBatches(
  records: AsyncIterable<Uint8Array>,
  most: number,
): AsyncGenerator<Uint8Array[], void, undefined> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for await (const raw of records) {
    if (batch.length > 0 && (batch.length === most || bytes + raw.length > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(raw);
    bytes += raw.length;
  }
  if (batch.length > 0) yield batch;
}
