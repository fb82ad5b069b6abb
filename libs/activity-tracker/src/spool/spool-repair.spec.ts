import { expect, it } from 'vitest';
import { exampleRecord } from './fixtures/example-record.js';
import { FaultyFiles } from './fixtures/faulty-files.js';
import { ROOT, SpoolProcess } from './fixtures/spool-process.js';
import { parseSegmentFile } from './segments/segment-name.js';
import { repairSegment } from './spool-repair.js';

/** Removals: of the damaged file, and of its checksums. */
it.each([0, 1])('loses no document to a repair that ends after %i removals', async (removals) => {
  const files = new FaultyFiles();
  const store = new Map<string, string>();
  const dead = new SpoolProcess(files, store);
  for (const name of ['a', 'b', 'c']) dead.write(exampleRecord(name));
  await dead.seal();
  files.kill();
  const path = dead.filesOf().find((each) => each.endsWith('.bson'))!;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const file = files.files.get(path)!;
  file.bytes = Buffer.from(file.bytes);
  file.bytes[30]! ^= 1;
  const { remove } = files;
  let left = removals;
  files.remove = (each) => {
    if (left-- === 0) files.failNext('remove', 'EIO');
    remove.call(files, each);
  };
  const segment = { file: name, id: parseSegmentFile(name)! };
  await expect(repairSegment(files, ROOT, dead.instance, segment as never)).rejects.toThrow('EIO');
  files.remove = remove;
  const life = new SpoolProcess(files, store);
  await life.adopt(dead.instance);
  await life.collect();
  await life.drain();
  expect(store.size).toBe(2);
});
