import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleRecord } from './fixtures/example-record.js';
import { FaultyFiles } from './fixtures/faulty-files.js';
import { SpoolProcess } from './fixtures/spool-process.js';

/** `SPOOL_MODEL_STEPS=100000` for a long run by hand. */
const STEPS = Number(process.env.SPOOL_MODEL_STEPS ?? 2_000);
const STEPS_PER_RUN = 50;

/** What is promised: a record that was written is stored, as it was, whatever happens to the process. */
interface Model {
  readonly written: Map<string, string>;
  readonly seen: Map<string, string>;
}

class System {
  readonly files = new FaultyFiles();
  readonly store = new Map<string, string>();
  life: SpoolProcess;

  constructor(readonly syncsAlways: boolean) {
    this.life = new SpoolProcess(this.files, this.store, { syncsAlways });
  }

  /** Instances whose process was killed, and that were not adopted. */
  private readonly orphans: string[] = [];

  restart(): void {
    this.orphans.push(this.life.instance);
    this.files.kill();
    this.life = new SpoolProcess(this.files, this.store, { syncsAlways: this.syncsAlways });
  }

  /** Rejects with what the file system throws; the next call does the rest. */
  async adopt(): Promise<void> {
    for (; this.orphans.length > 0; this.orphans.pop()) await this.life.adopt(this.orphans.at(-1)!);
    await this.life.collect();
  }
}

type Command = fc.AsyncCommand<Model, System>;

function command(name: string, run: (model: Model, system: System) => void | Promise<void>): Command {
  return { check: () => true, run: async (model, system) => run(model, system), toString: () => name };
}

const write = fc.nat(300).map((length) =>
  command(`write ${length}`, ({ written, seen }, { life }) => {
    const record = exampleRecord('x', length);
    seen.set(String(record._id), JSON.stringify(record));
    if (life.write(record)) written.set(String(record._id), JSON.stringify(record));
  }),
);

const writeTogether = fc.array(fc.nat(300), { minLength: 1, maxLength: 6 }).map((lengths) =>
  command(`write ${lengths.join('+')} together`, ({ written, seen }, { life }) => {
    const records = lengths.map((length) => exampleRecord('x', length));
    for (const record of records) seen.set(String(record._id), JSON.stringify(record));
    for (const record of life.writeTogether(records)) written.set(String(record._id), JSON.stringify(record));
  }),
);

const wait = fc.constantFrom(500, 1_000, 5_000).map((milliseconds) =>
  command(`wait ${milliseconds}`, async (_, { life }) => {
    life.now += milliseconds;
    await life.writer.sync();
  }),
);

const fail = fc
  .record({
    operation: fc.constantFrom(
      ...(['create', 'write', 'truncate', 'sync', 'syncNow', 'load', 'rename', 'remove', 'syncDirectory'] as const),
    ),
    code: fc.constantFrom('EIO', 'ENOSPC', 'EMFILE', 'EACCES'),
  })
  .map(({ operation, code }) =>
    command(`${operation} fails with ${code}`, (_, { files }) => files.failNext(operation, code)),
  );

const COMMANDS: fc.Arbitrary<Command>[] = [
  write,
  write,
  writeTogether,
  writeTogether,
  wait,
  fail,
  fc.constant(command('seal', (_, { life }) => life.seal())),
  fc.nat(10).map((count) => command(`flush ${count}`, (_, { life }) => life.flush(count))),
  fc.constant(command('evict', (_, { life }) => void life.evict())),
  fc.constant(command('replay', (_, { life }) => life.replay.fill())),
  fc.nat(3).map((count) => command(`${count} short writes`, (_, { files }) => files.shortenWrites(count))),
  fc
    .nat(100)
    .map((room) =>
      command(
        `${room} bytes are free`,
        (_, { files }) => void (files.capacity = Math.max(0, -files.freeBytes()) + room),
      ),
    ),
  fc.constant(command('the volume is read-only', (_, { files }) => void (files.isReadOnly = true))),
  fc.constant(command('faults end', (_, { files }) => files.clearFaults())),
  fc.constant(command('kill', (_, system) => system.restart())),
  fc.constant(
    command('adopt', async (_, system) => {
      try {
        await system.adopt();
      } catch {
        // The next call finds the rest.
      }
    }),
  ),
];

describe('the spool, against a model', () => {
  it('loses, changes and invents no record', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.commands(COMMANDS, { maxCommands: STEPS_PER_RUN, size: 'max' }),
        fc.boolean(),
        async (commands, syncsAlways) => {
          const model: Model = { written: new Map(), seen: new Map() };
          const system = new System(syncsAlways);
          await fc.asyncModelRun(() => ({ model, real: system }), commands);

          system.files.clearFaults();
          system.restart();
          await system.adopt();
          await system.life.drain();
          for (const [id, record] of model.written) expect(system.store.get(id)).toBe(record);
          for (const [id, record] of system.store) expect(record).toBe(model.seen.get(id));
          expect(system.life.filesOf()).toEqual([]);
          expect(system.files.syncedAgain).toEqual([]);
        },
      ),
      { numRuns: Math.ceil(STEPS / STEPS_PER_RUN) * 2 },
    );
  }, 600_000);
});
