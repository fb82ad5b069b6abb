import type { MultipartFile } from '@fastify/multipart';
import { BadRequestException, PayloadTooLargeException } from '@nestjs/common';
import { FILE_FIELD, type FileReader, MAX_FILE_BYTES, type ReceivedFile, TOO_LARGE } from './file-reader.js';

interface MultipartRequest {
  isMultipart(): boolean;
  file(options: { limits: { fileSize: number } }): Promise<MultipartFile | undefined>;
}

/** Uses @fastify/multipart, which returns the file as a stream. */
export class FastifyFileReader implements FileReader {
  async read(request: unknown): Promise<ReceivedFile | undefined> {
    const incoming = request as MultipartRequest;
    if (!incoming.isMultipart()) return undefined;
    try {
      const file = await incoming.file({ limits: { fileSize: MAX_FILE_BYTES } });
      if (!file) return undefined;
      const { length } = await file.toBuffer();
      return file.fieldname === FILE_FIELD ? { filename: file.filename, size: length } : undefined;
    } catch (error) {
      throw answerTo(error as { statusCode?: number; message: string });
    }
  }
}

function answerTo({ statusCode, message }: { statusCode?: number; message: string }): Error {
  return statusCode === 413 ? new PayloadTooLargeException(TOO_LARGE) : new BadRequestException(message);
}
