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
    await life.adopt(dead.instance);
    await life.collect();
    await life.drain();
    return life;
  }

  it('stores what a killed process left, and removes its directory', async () => {
    const dead = killed('a', 'b');
    const life = new SpoolProcess(files, store);
    expect(await life.adopt(dead.instance)).toBe(true);
    await life.collect();
    await life.drain();
    expect(store.size).toBe(2);
    expect([...files.directories]).toEqual(['/', ROOT, life.directory]);
    expect([...files.files.keys()]).toEqual([]);
  });

  it('lets one of several adopters succeed', async () => {
    const dead = killed('a');
    const lives = [1, 2, 3].map(() => new SpoolProcess(files, store));
    expect(await Promise.all(lives.map((life) => life.adopt(dead.instance)))).toEqual([true, false, false]);
  });

  it('adopts what an adopter left that was killed in the middle', async () => {
    const first = killed('a');
    const second = new SpoolProcess(files, store);
    await second.adopt(first.instance);
    files.failNext('rename', 'EIO');
    await second.collect();
    expect(second.failures).toContain('EIO');
    second.write(exampleRecord('b'));
    files.kill();
    const third = await adopter(second);
    expect(store.size).toBe(2);
    expect([...files.directories]).toEqual(['/', ROOT, third.directory]);
  });

  it('takes folders over side by side, however many adopters are killed before they read one', async () => {
    let last = killed('0');
    for (let kills = 1; kills < 150; kills++) {
      const next = new SpoolProcess(files, store);
      await next.adopt(last.instance);
      next.write(exampleRecord(String(kills)));
      files.kill();
      last = next;
    }
    const depths = new Set([...files.files.keys()].map((path) => path.split('/').length));
    expect(Math.max(...depths)).toBe(`${last.directory}/adopted-x/file`.split('/').length);
    const life = await adopter(last);
    expect(store.size).toBe(150);
    expect([...files.directories]).toEqual(['/', ROOT, life.directory]);
  });

  it('brings up the folders of an earlier version, which had one inside the other', async () => {
    const [inner, middle, outer] = [killed('a'), killed('b'), killed('c')];
    files.rename(inner.directory, `${middle.directory}/adopted-${inner.instance}`);
    files.rename(middle.directory, `${outer.directory}/adopted-${middle.instance}`);
    const life = await adopter(outer);
    expect(store.size).toBe(3);
    expect([...files.directories]).toEqual(['/', ROOT, life.directory]);
  });

  it('deletes checksums whose segment was deleted right before a kill', async () => {
    const dead = killed('a', 'b');
    await dead.seal();
    const checksums = dead.filesOf().find((path) => path.endsWith('.crc'));
    files.remove(dead.filesOf().find((path) => path.includes('.bson'))!);
    expect(checksums).toBeDefined();
    const life = await adopter(dead);
    expect([...files.files.keys()]).toEqual([]);
    expect([...files.directories]).toEqual(['/', ROOT, life.directory]);
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
    await life.adopt(dead.instance);
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
    await life.adopt(dead.instance);
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
    await life.adopt(copy.instance);
    await life.collect();
    expect(files.files.get(own!)!.bytes.length).toBeGreaterThan(9);
    expect([...files.files.keys()].filter((path) => path.includes('quarantine'))).toHaveLength(1);
  });
});
