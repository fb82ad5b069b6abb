import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

export interface StreamedFile {
  content: Readable;
  contentType: string;
  /** File name of the download. */
  name: string;
}

/**
 * A download whose first piece is there. What fails before it is an answer like any other; what fails behind it cuts the
 * connection, because a file that ended in order would pass for a whole one.
 */
export async function streamedFile({ content, contentType, name }: StreamedFile): Promise<StreamableFile> {
  const ended = new AbortController();
  const { signal } = ended;
  try {
    // Rejects with what the stream fails with.
    await Promise.race([once(content, 'readable', { signal }), once(content, 'end', { signal })]);
  } finally {
    ended.abort();
  }
  return new StreamableFile(content, {
    type: contentType,
    disposition: `attachment; filename="${name}"`,
  }).setErrorHandler((_, response) => (response as unknown as Writable).destroy());
}
