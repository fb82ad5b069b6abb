import { IsIn, IsNotEmpty, IsOptional, IsString } from 'class-validator';

/** Where records are made. @publicApi */
export class RecordingOptions {
  /**
   * Thread that masks, encodes and stores records. `main`: the one that serves requests. `worker`: another one, with a connection to
   * MongoDB and about 40 MB of memory: the thread that serves requests only copies each exchange. Where that is not possible, as with
   * `storage.store`, `mongo.connectionName`, `integrity.chain` or files on disk, `main` is used, and the log, `doctor` and `GET /health`
   * say why.
   * @default 'main'
   */
  @IsIn(['main', 'worker'], { message: "must be 'main' or 'worker'" })
  thread: 'main' | 'worker' = 'main';

  /**
   * Path of a copy of the package's file `dist/worker.js`, for a bundle that does not contain it. It needs `mongoose`.
   */
  @IsOptional()
  @IsString({ message: 'must be the path of a file' })
  @IsNotEmpty({ message: 'must be the path of a file' })
  workerFile?: string;
}
