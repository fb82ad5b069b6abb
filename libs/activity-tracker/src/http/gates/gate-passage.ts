import { StreamableFile } from '@nestjs/common';
import type { Gate } from './gate.js';

/** The platform's response; Fastify keeps Node's in `raw`. */
interface Response {
  raw?: Response;
  readonly closed?: boolean;
  once(event: 'close', listener: () => void): void;
}

/**
 * Runs work while it holds a place in each gate, entered in order. A file keeps its places until it is sent.
 * @throws BusyError when no place became free within two seconds
 */
export async function throughGates(
  gates: readonly Gate[],
  response: object,
  work: () => Promise<unknown>,
): Promise<unknown> {
  const leaves: (() => void)[] = [];
  const leaveAll = (): void => leaves.splice(0).forEach((leave) => leave());
  try {
    for (const gate of gates) leaves.push(await gate.enter());
    const answer = await work();
    if (answer instanceof StreamableFile) keepPlaces(answer, response as Response, leaveAll);
    else leaveAll();
    return answer;
  } catch (error) {
    leaveAll();
    throw error;
  }
}

/** Keeps the places until the file is sent or given up: also where the client left before the platform took the file. */
function keepPlaces(file: StreamableFile, response: Response, leave: () => void): void {
  const stream = file.getStream();
  const raw = response.raw ?? response;
  if (stream.destroyed) return leave();
  stream.once('close', leave);
  if (raw.closed) stream.destroy();
  else raw.once('close', () => stream.destroy());
}
