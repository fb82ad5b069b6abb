import { join } from 'node:path';
import { errorCode, type SpoolFiles } from '../spool-files.js';

/** In the directory of a process, next to its segments. */
export const RESERVE_FILE = 'reserve';
const RESERVE_BYTES = 1024 * 1024;
const LARGEST_SHARE_OF_FREE_SPACE = 1 / 16;
/** File systems free space in blocks. */
const BLOCK_BYTES = 4096;

/** Space that a gap record gets where the disk is full: a file of zeros, cut by one block for each. */
export class GapReserve {
  private file: { readonly path: string; readonly fd: number; size: number } | undefined;

  constructor(
    private readonly files: SpoolFiles,
    private readonly failed: (code: string) => void,
  ) {}

  /** Reserves space, unless that would use much of the free space. Never throws. @param directory of this process */
  fill(directory: string): void {
    try {
      const wanted = Math.min(RESERVE_BYTES, this.files.freeBytes(directory) * LARGEST_SHARE_OF_FREE_SPACE);
      const missing = wanted - (wanted % BLOCK_BYTES) - (this.file?.size ?? 0);
      if (missing < BLOCK_BYTES) return;
      const file = (this.file ??= this.create(directory));
      while (file.size + BLOCK_BYTES <= wanted) {
        const written = this.files.write(file.fd, ZEROS, 0, BLOCK_BYTES);
        file.size += written;
        if (written < BLOCK_BYTES) return;
      }
    } catch (error) {
      this.failed(errorCode(error));
    }
  }

  /** Frees a block. Never throws. @returns false where none is left */
  give(): boolean {
    const { file } = this;
    if (!file || file.size === 0) return false;
    try {
      file.size = Math.max(0, file.size - BLOCK_BYTES);
      this.files.truncate(file.fd, file.size);
      return true;
    } catch (error) {
      this.failed(errorCode(error));
      return false;
    }
  }

  /** Never throws. */
  end(): void {
    const { file } = this;
    this.file = undefined;
    if (!file) return;
    try {
      this.files.close(file.fd);
      this.files.remove(file.path);
    } catch {
      // The adopting process removes it.
    }
  }

  private create(directory: string) {
    const path = join(directory, RESERVE_FILE);
    return { path, fd: this.files.create(path), size: 0 };
  }
}

const ZEROS = Buffer.alloc(BLOCK_BYTES);
