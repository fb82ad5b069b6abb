import { BadRequestException, PayloadTooLargeException } from '@nestjs/common';
import multer from 'multer';
import { FILE_FIELD, type FileReader, MAX_FILE_BYTES, type ReceivedFile, TOO_LARGE } from './file-reader.js';

/** Uses multer, which reads the whole form before it returns the file. */
export class ExpressFileReader implements FileReader {
  private readonly middleware = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: MAX_FILE_BYTES },
  }).single(FILE_FIELD);

  read(request: unknown): Promise<ReceivedFile | undefined> {
    const incoming = request as Parameters<typeof this.middleware>[0];
    return new Promise((resolve, reject) => {
      this.middleware(incoming, {} as Parameters<typeof this.middleware>[1], (error: unknown) => {
        if (error) reject(answerTo(error as { code?: string; message: string }));
        else resolve(incoming.file && { filename: incoming.file.originalname, size: incoming.file.size });
      });
    });
  }
}

function answerTo({ code, message }: { code?: string; message: string }): Error {
  return code === 'LIMIT_FILE_SIZE' ? new PayloadTooLargeException(TOO_LARGE) : new BadRequestException(message);
}
