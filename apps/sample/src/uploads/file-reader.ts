/** Injection token of the {@link FileReader} of the platform in use. */
export const FILE_READER = Symbol('FileReader');

/** Name of the form field that holds the file. */
export const FILE_FIELD = 'file';

export const MAX_FILE_BYTES = 1024 * 1024;

export const TOO_LARGE = `A file may have ${MAX_FILE_BYTES} bytes at most.`;

export interface ReceivedFile {
  filename: string;
  /** Bytes. */
  size: number;
}

/** How a platform takes in a file; this is where Express and Fastify differ most. */
export interface FileReader {
  /**
   * The file of a form, if there is one.
   * @throws PayloadTooLargeException beyond {@link MAX_FILE_BYTES}
   * @throws BadRequestException where the form cannot be read
   */
  read(request: unknown): Promise<ReceivedFile | undefined>;
}
