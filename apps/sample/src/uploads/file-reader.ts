export const FILE_READER = Symbol('FileReader');

export const FILE_FIELD = 'file';

export const MAX_FILE_BYTES = 1024 * 1024;

export const TOO_LARGE = `A file may have ${MAX_FILE_BYTES} bytes at most.`;

export interface ReceivedFile {
  filename: string;
  size: number;
}

/** Reads an uploaded file, where Express and Fastify differ most. */
export interface FileReader {
  /**
   * `undefined` without a file. @throws PayloadTooLargeException beyond {@link MAX_FILE_BYTES}
   * @throws BadRequestException if the form cannot be read
   */
  read(request: unknown): Promise<ReceivedFile | undefined>;
}
