/** Injection token of the {@link FileReader} of the platform in use. */
export const FILE_READER = Symbol('FileReader');

export interface ReceivedFile {
  filename: string;
  /** Bytes. */
  size: number;
}

/** How a platform takes in a file; this is where Express and Fastify differ most. */
export interface FileReader {
  read(request: unknown): Promise<ReceivedFile | undefined>;
}
