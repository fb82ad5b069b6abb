import { createHash } from 'node:crypto';
import { CommandError } from '../command-error.js';
import type { GeoSource } from './geo-sources.js';

/** A download without progress for this time has failed. */
const STALL_MS = 60_000;
const MAX_BYTES = 200 * 1024 * 1024;
const MEBIBYTE = 1024 * 1024;

export interface Downloaded {
  bytes: Buffer;
  url: string;
}

/**
 * Downloads from the first source that has the file.
 * @param say receives a line for each MiB or tenth of the file
 * @throws CommandError naming the URL and the cause
 */
export async function download(sources: readonly GeoSource[], say: (line: string) => void): Promise<Downloaded> {
  const missing: string[] = [];
  for (const source of sources) {
    const found = await downloadFrom(source, say);
    if (found) {
      if (source.checksum !== undefined) await verify(found, source, source.checksum);
      return found;
    }
    missing.push(source.url);
  }
  throw new CommandError(`not found (404): ${missing.join(', ')}. Use another --from. Nothing was replaced.`);
}

/** @throws CommandError if the supplier publishes another checksum, or none can be read */
async function verify({ bytes, url }: Downloaded, source: GeoSource, checksum: string): Promise<void> {
  const published = await downloadFrom({ ...source, url: checksum }, () => {});
  const expected = /^[\da-f]{64}\b/i.exec(published?.bytes.toString('latin1') ?? '')?.[0];
  if (expected === undefined)
    throw new CommandError(
      `${checksum} contains no SHA-256 checksum for ${url}. Try again later. Nothing was replaced.`,
    );
  expectChecksum({ bytes, url }, expected);
}

/** @throws CommandError if the SHA-256 checksum differs */
export function expectChecksum({ bytes, url }: Downloaded, expected: string): void {
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual === expected.toLowerCase()) return;
  throw new CommandError(
    `${url} has the SHA-256 checksum ${actual}: must be ${expected.toLowerCase()}. Download it again. Nothing was replaced.`,
  );
}

async function downloadFrom(
  { url, user, password }: GeoSource,
  say: (line: string) => void,
): Promise<Downloaded | undefined> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(new Error(`no data for ${STALL_MS / 1_000} s`)), STALL_MS);
  try {
    // fetch() follows redirects and sends no credentials to another origin.
    const response = await fetch(url, {
      signal: stalled.signal,
      headers:
        user === undefined ? {} : { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` },
    });
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok || !response.body)
      throw new Error(`the server responded with ${response.status}${hintFor(response.status)}`);
    if (isDowngrade(url, response.url)) {
      await response.body.cancel();
      throw new Error(`it was redirected to ${withoutQuery(response.url)}, which is not encrypted`);
    }
    const place = response.redirected ? `${url} (redirected to ${withoutQuery(response.url)})` : url;
    say(`Downloading ${place}`);
    // Content-Length of a compressed response is not the length of the received data.
    const encoded = response.headers.has('content-encoding');
    const length = encoded ? 0 : Number(response.headers.get('content-length'));
    return { bytes: await read(response.body, length, say, () => timer.refresh()), url: place };
  } catch (error) {
    throw new CommandError(`${url} could not be downloaded: ${causeOf(error)}. Nothing was replaced.`);
  } finally {
    clearTimeout(timer);
  }
}

/** An attacker on an unencrypted connection could replace the file. */
function isDowngrade(from: string, to: string): boolean {
  return from.startsWith('https:') && to.startsWith('http:');
}

/** The query of a signed URL is a credential. */
function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

async function read(
  body: AsyncIterable<Uint8Array>,
  total: number,
  say: (line: string) => void,
  alive: () => void,
): Promise<Buffer> {
  const step = total > 0 ? total / 10 : MEBIBYTE;
  const chunks: Uint8Array[] = [];
  let length = 0;
  let told = 0;
  for await (const chunk of body) {
    alive();
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES / MEBIBYTE} MiB`);
    if (Math.floor(length / step) > told) {
      told = Math.floor(length / step);
      say(total > 0 ? `${told * 10} % of ${mebibytes(total)}` : mebibytes(length));
    }
  }
  if (total > 0 && length < total) throw new Error(`the connection ended after ${length} of ${total} bytes`);
  return Buffer.concat(chunks);
}

const mebibytes = (bytes: number) => `${(bytes / MEBIBYTE).toFixed(1)} MiB`;

function hintFor(status: number): string {
  return status === 401 || status === 403 ? ': check the account and its key' : '';
}

function causeOf(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}
