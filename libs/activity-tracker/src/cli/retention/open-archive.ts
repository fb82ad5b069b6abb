import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { DynamicModule, INestApplication } from '@nestjs/common';
import { jwtPackage } from '../../package/peers.js';
import { counted } from '../../common/counted.js';
import { messageOf } from '../../common/error-text.js';
import { loadArchive } from '../../retention/archive/load-archive.js';
import { ArchiveError } from '../../retention/archive/manifest.js';
import { InMemoryActivityStore } from '../../storage/memory/in-memory.store.js';
import { RawRecords } from '../../storage/mongo/read/raw-records.js';
import { MongoActivityStore } from '../../storage/mongo/mongo.store.js';
import type { ActivityStore, InsertOutcome } from '../../storage/port/activity-store.js';
import { CommandError } from '../command-error.js';
import { requireDatabase } from '../named-database.js';
import type { ChainArguments } from '../verify/verify-chain.js';
import { ArchiveCheck } from './archive-check.js';
import { storableRecord } from './storable-record.js';
import { checkDays, verdictText } from './verify-archive.js';

/** More do not fit in the memory of one process, where a record takes about three times its bytes. */
const MOST_IN_MEMORY = { records: 200_000, bytes: 512 * 1024 * 1024 };
const TOKEN_HOURS = 12;
const READER = 'archive reader';
const LOCAL = '127.0.0.1';
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

export interface OpenArchiveCommand extends Pick<ChainArguments, 'key' | 'keyFile' | 'checkpoints'> {
  directory: string | undefined;
  /** First and last day. */
  from: string | undefined;
  to: string | undefined;
  port: string | undefined;
  uri: string | undefined;
  database: string | undefined;
}

export interface OpenedArchive {
  url: string;
  token: string;
  /** Ends the application and drops the scratch collection. */
  close(): Promise<void>;
}

/** Where the archived days are while they are open. */
interface Scratch {
  store: ActivityStore;
  end(): Promise<void>;
}

/**
 * Serves history and panel over archived days, to this computer only, until it is closed. Nothing can be erased there.
 * @throws CommandError
 */
export async function openArchive(command: OpenArchiveCommand, say: (line: string) => void): Promise<OpenedArchive> {
  const { directory, from, to, port = '0' } = command;
  if (!directory) throw new CommandError('archive open needs the directory of an archive.');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new CommandError(`--port is "${port}": must be a number from 0 to 65535. 0 takes a free one.`);
  checkDays({ from, to });
  const scratch = scratchOf(command, say);
  let app: INestApplication | undefined;
  const close = async (): Promise<void> => {
    await app?.close();
    await scratch.end();
  };
  try {
    const { JwtService } = await jwtPackage('archive open');
    const check = await ArchiveCheck.of({ directory, from, to }, command);
    const left = new LeftOut();
    const insert = async (batch: readonly Uint8Array[]): Promise<void> => {
      for (const raw of batch) check.see(raw);
      left.add(await scratch.store.insert(batch.map(storableRecord)));
    };
    await loadArchive({ directory, from, to, ...(!command.uri && { most: MOST_IN_MEMORY }), insert, say });
    for (const line of left.lines) say(line);
    // An archive that was tampered with opens as well, so that it can be examined.
    say(verdictText(check.verdict).trimEnd());
    const secret = randomBytes(48).toString('base64url');
    app = await startApplication(scratch.store, secret);
    await app.listen(Number(port), LOCAL);
    const token = new JwtService({ secret }).sign(
      { user_id: READER },
      { algorithm: 'HS256', expiresIn: `${TOKEN_HOURS}h` },
    );
    return { url: `${(await app.getUrl()).replace('[::1]', LOCAL)}/activity-logs`, token, close };
  } catch (error) {
    await close().catch(() => undefined);
    if (error instanceof CommandError) throw error;
    throw new CommandError(error instanceof ArchiveError ? error.message : messageOf(error));
  }
}

function scratchOf({ uri, database }: OpenArchiveCommand, say: (line: string) => void): Scratch {
  if (!uri) {
    const store = new InMemoryActivityStore({ maxRecords: Infinity });
    return { store, end: async () => {} };
  }
  requireDatabase('archive open', uri, database);
  const collectionName = `activity_archive_${randomUUID().slice(0, 8)}`;
  const records = new RawRecords(uri, database, collectionName);
  say(`Loading into the collection ${collectionName}, which is dropped at the end.`);
  return {
    store: new MongoActivityStore({ uri, dbName: database, collectionName, warn: say }),
    end: async () => {
      await records.drop();
      await records.close();
    },
  };
}

/** Records that an archive holds and the opened one does not show. */
class LeftOut {
  private duplicates = 0;
  private readonly rejected = new Map<string, number>();

  add({ duplicates, rejected }: InsertOutcome): void {
    this.duplicates += duplicates;
    for (const { reason } of rejected) this.rejected.set(reason, (this.rejected.get(reason) ?? 0) + 1);
  }

  get lines(): string[] {
    return [
      ...(this.duplicates > 0
        ? [`${counted(this.duplicates, 'record')} left out: another one has the same _id, or one with the same text.`]
        : []),
      ...[...this.rejected].map(([reason, count]) => `${counted(count, 'record')} left out: ${reason}`),
    ];
  }
}

// oxlint-disable-next-line typescript/no-extraneous-class -- Nest names the root module by a class
class OpenedArchiveModule {}

async function startApplication(store: ActivityStore, secret: string): Promise<INestApplication> {
  const [{ NestFactory }, { ActivityTrackerModule }] = await Promise.all([
    import('@nestjs/core'),
    import('../../activity-tracker.module.js'),
  ]);
  const module: DynamicModule = {
    module: OpenedArchiveModule,
    imports: [
      ActivityTrackerModule.forRoot({
        database: true,
        jwt: { secret, algorithms: ['HS256'] },
        storage: { store },
        history: { hasPermission: ({ permission }) => !permission.endsWith('erase_activity_log') },
        admin: { title: 'Archive' },
      }),
    ],
  };
  return NestFactory.create(module, { logger: ['error', 'warn'], abortOnError: false });
}

/** Serves an archive until the process is told to stop. */
export async function serveArchive(command: OpenArchiveCommand, say: (line: string) => void): Promise<string> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  // Before the application starts: without a listener it warns of records that a signal would lose.
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    const opened = await openArchive(command, say);
    say(openedText(opened));
    if (!stopped.signal.aborted) await once(stopped.signal, 'abort');
    await opened.close();
    return 'The archive is closed.\n';
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

/** Text for the terminal. The address asks for all time: the panel begins with the last days, which an archive has not. */
export const openedText = ({ url, token }: Pick<OpenedArchive, 'url' | 'token'>): string =>
  `The archive is open at ${url}/admin#/?q= until this command ends (Ctrl-C).\n` +
  `Sign in there with this token, valid for ${TOKEN_HOURS} hours:\n\n${token}\n\n` +
  `curl -H "Authorization: Bearer ${token}" "${url}/admin-history?limit=5"\n`;
