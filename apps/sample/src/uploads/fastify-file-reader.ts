import type { MultipartFile } from '@fastify/multipart';
import { BadRequestException } from '@nestjs/common';
import type { FileReader, ReceivedFile } from './file-reader.js';

/** @fastify/multipart, which gives the file as a stream. */
export class FastifyFileReader implements FileReader {
  async read(request: unknown): Promise<ReceivedFile | undefined> {
    try {
      const file = await (request as { file(): Promise<MultipartFile | undefined> }).file();
      return file && { filename: file.filename, size: (await file.toBuffer()).length };
    } catch (error) {
      throw new BadRequestException((error as Error).message);
    }
  }
}
