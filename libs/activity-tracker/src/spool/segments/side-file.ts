import { crc32 } from 'node:zlib';
import { checksumHead, LINE_BYTES, writeChecksumLine } from './checksum-lines.js';
import type { SegmentId } from './segment-name.js';
import type { SpoolFiles } from '../spool-files.js';
import { appendWhole } from './append-whole.js';

const LINES_IN_MEMORY = 256;

/** One write for many documents. Reading does without it, so an error here costs the side file and nothing else. */
export class SideFile {
  private readonly lines = Buffer.allocUnsafe(LINES_IN_MEMORY * LINE_BYTES);
  private used = 0;
  private fd: number | undefined;
  private size = 0;
  private isBroken = false;

  constructor(
    private readonly files: SpoolFiles,
    private readonly path: string,
    private readonly id: SegmentId,
  ) {}

  add(offset: number, document: Uint8Array): void {
    if (this.isBroken) return;
    writeChecksumLine(this.lines, this.used, { offset, length: document.length, crc: crc32(document) });
    this.used += LINE_BYTES;
    if (this.used === this.lines.length) this.write();
  }

  write(): void {
    if (this.isBroken || this.used === 0) return;
    try {
      const fd = this.fd ?? this.begin();
      this.append(fd, this.lines.subarray(0, this.used));
      this.used = 0;
    } catch {
      this.isBroken = true;
      this.close();
    }
  }

  end(): void {
    this.write();
    this.isBroken = true;
    this.close();
  }

  private begin(): number {
    const fd = (this.fd = this.files.create(this.path));
    this.append(fd, checksumHead(this.id));
    return fd;
  }

  private append(fd: number, bytes: Uint8Array): void {
    appendWhole(this.files, fd, bytes, this.size);
    this.size += bytes.length;
  }

  private close(): void {
    const { fd } = this;
    this.fd = undefined;
    if (fd === undefined) return;
    try {
      this.files.close(fd);
    } catch {
      // The side file is optional.
    }
  }
}
