import { StreamableFile } from '@nestjs/common';
import type { Gate } from './gate.js';
import type { Line } from './waiting-lines.js';
import type { StalledReaders } from './stalled-readers.js';

/** Fastify keeps Node's response in `raw`. */
interface Response {
  raw?: Response;
  readonly closed?: boolean;
  once(event: 'close', listener: () => void): void;
  destroy(): unknown;
}

/**
 * Enters the gates in order; a file keeps its slots until it is sent.
 * @throws BusyError if no slot becomes free within two seconds
 */
export async function throughGates(
  gates: readonly Gate[],
  line: Line,
  response: object,
  stalled: StalledReaders,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const leaves: (() => void)[] = [];
  const leaveAll = (): void => leaves.splice(0).forEach((leave) => leave());
  try {
    for (const gate of gates) leaves.push(await gate.enter(line));
    const answer = await work();
    if (answer instanceof StreamableFile) keepPlaces(answer, response as Response, stalled, leaveAll);
    else leaveAll();
    return answer;
  } catch (error) {
    leaveAll();
    throw error;
  }
}

/** Keeps the slots until the file is sent or aborted, also if the client disconnects first, or takes nothing for too long. */
function keepPlaces(file: StreamableFile, response: Response, stalled: StalledReaders, leave: () => void): void {
  const stream = file.getStream();
  const raw = response.raw ?? response;
  if (stream.destroyed) return leave();
  const end = stalled.watch(stream, () => {
    // Not by the stream's end, for which a store may never be ready.
    leave();
    raw.destroy();
  });
  stream.once('close', () => {
    end();
    leave();
  });
  if (raw.closed) stream.destroy();
  else raw.once('close', () => stream.destroy());
}
