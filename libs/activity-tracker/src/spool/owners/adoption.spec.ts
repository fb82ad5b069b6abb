import { beforeEach, describe, expect, it } from 'vitest';
import { bsonOf, exampleRecord } from '../fixtures/example-record.js';
import { FaultyFiles } from '../fixtures/faulty-files.js';
import { ROOT, SpoolProcess } from '../fixtures/spool-process.js';

describe('adoption', () => {
  let files: FaultyFiles;
  let store: Map<string, string>;

  beforeEach(() => {
    files = new FaultyFiles();
    store = new Map();
  });

  function killed(...names: string[]): SpoolProcess {
    const life = new SpoolProcess(files, store);
    for (const name of names) life.write(exampleRecord(name));
    files.kill();
    return life;
  }

  async function adopter(dead: SpoolProcess): Promise<SpoolProcess> {
    const life = new SpoolProcess(files, store);
    life.adopt(dead.instance);
    await life.collect();
    await life.drain();
    return life;
  }

  it('stores what a killed process left, and removes its directory', async () => {
    const dead = killed('a', 'b');
    const life = new SpoolProcess(files, store);
    expect(life.adopt(dead.instance)).toBe(true);
    await life.collect();
    await life.drain();
    expect(store.size).toBe(2);
    expect([...files.directories]).toEqual(['/', ROOT, life.directory]);
    expect([...files.files.keys()]).toEqual([]);
  });

  it('lets one of several adopters succeed', () => {
    const dead = killed('a');
    const lives = [1, 2, 3].map(() => new SpoolProcess(files, store));
    expect(lives.map((life) => life.adopt(dead.instance))).toEqual([true, false, false]);
  });

  it('adopts what an adopter left that was killed in the middle', async () => {
    const first = killed('a');
    const second = new SpoolProcess(files, store);
    second.adopt(first.instance);
    files.failNext('rename', 'EIO');
    await second.collect();
    expect(second.failures).toContain('EIO');
    second.write(exampleRecord('b'));
    files.kill();
    const third = await adopter(second);
    expect(store.size).toBe(2);
    expect([...files.directories]).toEqual(['/', ROOT, third.directory]);
  });

  it('keeps files that are none of a spool, in quarantine', async () => {
    const dead = killed('a');
    files.close(files.create(`${dead.directory}/notes.txt`));
    await adopter(dead);
    expect(store.size).toBe(1);
    expect([...files.files.keys()]).toEqual([`${ROOT}/quarantine/adopted-${dead.instance}/notes.txt`]);
  });

  it('stores a record once although the process died between the store and the removal of the file', async () => {
    const dead = new SpoolProcess(files, store);
    dead.write(exampleRecord('a'));
    await dead.seal();
    files.failNext('remove', 'EIO');
    dead.flush();
    files.kill();
    await adopter(dead);
    expect(store.size).toBe(1);
    expect([...files.files.keys()]).toEqual([]);
  });

  it('stores at once what it moved before an error', async () => {
    const dead = killed('a');
    await dead.seal();
    const life = new SpoolProcess(files, store);
    life.adopt(dead.instance);
    files.failNext('remove', 'EIO');
    files.close(files.create(`${life.directory}/adopted-${dead.instance}/owner.json`));
    await life.collect();
    expect(life.failures).toContain('EIO');
    await life.drain();
    expect(store.size).toBe(1);
  });

  it('moves the other files where one cannot be moved, and that one at the next call', async () => {
    const dead = killed('a');
    for (const number of ['2', '3'])
      files.files.set(dead.filesOf()[0]!.replace(/1\.bson/, `${number}.bson`), {
        bytes: Buffer.from(bsonOf(exampleRecord(number))),
        durable: 0,
      });
    const life = new SpoolProcess(files, store);
    life.adopt(dead.instance);
    files.failNext('rename', 'EACCES');
    await life.collect();
    expect(life.failures).toEqual(['EACCES']);
    await life.drain();
    expect(store.size).toBe(2);
    await life.collect();
    await life.drain();
    expect(store.size).toBe(3);
    expect([...files.directories]).toEqual(['/', ROOT, life.directory]);
  });

  it('never replaces a file by a copy of that name', async () => {
    const life = new SpoolProcess(files, store);
    life.write(exampleRecord('own'));
    const [own] = life.filesOf();
    const copy = killed();
    files.files.set(`${copy.directory}/${own!.slice(own!.lastIndexOf('/') + 1)}`, {
      bytes: Buffer.alloc(9),
      durable: 0,
    });
    life.adopt(copy.instance);
    await life.collect();
    expect(files.files.get(own!)!.bytes.length).toBeGreaterThan(9);
    expect([...files.files.keys()].filter((path) => path.includes('quarantine'))).toHaveLength(1);
  });
});
