export interface SpoolFileEntry {
  readonly name: string;
  /** `other`: a link, a FIFO, a device. */
  readonly kind: 'file' | 'directory' | 'other';
}

/** The file system calls of the spool. Each throws the system's error, with its `code`. */
export interface SpoolFiles {
  /** Creates a file for appending, mode 0600. Throws `EEXIST` if the name is taken, also by a link. */
  create(path: string): number;
  /** Appends; returns how many bytes were written, which may be fewer. */
  write(fd: number, bytes: Uint8Array, start: number, length: number): number;
  truncate(fd: number, length: number): void;
  /** `fdatasync` outside of the event loop. */
  sync(fd: number): Promise<void>;
  /** `fdatasync` that blocks. */
  syncNow(fd: number): void;
  close(fd: number): void;
  /** Whole content of a regular file, read outside of the event loop; never follows a link. Rejects with `EFBIG` above 256 MiB. */
  load(path: string): Promise<Buffer>;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /** Reads a few entries at a time, as they are taken: a directory may hold 100,000. Do not change it meanwhile. */
  list(directory: string): Iterable<SpoolFileEntry>;
  /** {@link list} outside of the event loop: of a folder with 100,000 files a single call of the system can take seconds. */
  listLater(directory: string): AsyncIterable<SpoolFileEntry>;
  /** Never follows a link. `undefined` where there is nothing. */
  kindOf(path: string): SpoolFileEntry['kind'] | undefined;
  /** Mode 0700. Throws `EEXIST` if the name is taken. */
  makeDirectory(path: string): void;
  /** Only if empty. */
  removeDirectory(path: string): void;
  /** Makes creations, renames and removals in the directory durable. */
  syncDirectory(path: string): void;
  /** {@link syncDirectory} outside of the event loop. */
  syncDirectoryLater(path: string): Promise<void>;
  /** Bytes and modification time (epoch milliseconds) of a file; `undefined` if there is none. */
  stat(path: string): { readonly size: number; readonly modifiedAt: number } | undefined;
  /** Whether the descriptor is the file that has this name now. */
  isAt(fd: number, path: string): boolean;
  /** Bytes that this user may still write to the file system of the path. */
  freeBytes(path: string): number;
}

/** `code` of a system error, such as `ENOSPC`; for other errors their name. */
export function errorCode(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : String(name ?? error);
}
