import { BadRequestException } from '@nestjs/common';
import multer from 'multer';
import type { FileReader, ReceivedFile } from './file-reader.js';

const MAX_BYTES = 1024 * 1024;

/** Multer, which reads the whole form before it gives the file. */
export class ExpressFileReader implements FileReader {
  private readonly middleware = multer({ storage: multer.memoryStorage(), limits: { fileSize: MAX_BYTES } }).single(
    'file',
  );

  read(request: unknown): Promise<ReceivedFile | undefined> {
    const incoming = request as Parameters<typeof this.middleware>[0];
    return new Promise((resolve, reject) => {
      this.middleware(incoming, {} as Parameters<typeof this.middleware>[1], (error: unknown) => {
        if (error) reject(new BadRequestException((error as Error).message));
        else resolve(incoming.file && { filename: incoming.file.originalname, size: incoming.file.size });
      });
    });
  }
}
