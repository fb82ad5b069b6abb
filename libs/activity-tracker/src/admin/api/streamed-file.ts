import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

export interface StreamedFile {
  content: Readable;
  contentType: string;
  name: string;
}

/** An error before the first chunk becomes an ordinary response; a later one cuts the connection, so that the file looks broken. */
export async function streamedFile({ content, contentType, name }: StreamedFile): Promise<StreamableFile> {
  const ended = new AbortController();
  const { signal } = ended;
  try {
    // Rejects with the error of the stream.
    await Promise.race([once(content, 'readable', { signal }), once(content, 'end', { signal })]);
  } finally {
    ended.abort();
  }
  return new StreamableFile(content, {
    type: contentType,
    disposition: `attachment; filename="${name}"`,
  }).setErrorHandler((_, response) => (response as unknown as Writable).destroy());
}
