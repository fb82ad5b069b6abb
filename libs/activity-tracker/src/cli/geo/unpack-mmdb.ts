import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const BLOCK = 512;
/** Largest country file to unpack; common ones have 3 to 10 MB. */
const MAX_BYTES = 200 * 1024 * 1024;

/** @throws Error if the plain file, gzip or tar archive is damaged or contains no mmdb file */
export async function unpackMmdb(download: Buffer): Promise<Buffer> {
  const isGzip = download[0] === 0x1f && download[1] === 0x8b;
  const content = isGzip ? await promisify(gunzip)(download, { maxOutputLength: MAX_BYTES }) : download;
  return content.subarray(257, 262).toString('latin1') === 'ustar' ? mmdbInTar(content) : content;
}

/** Tar headers: name at 0, octal size at 124; contents fill whole blocks. */
function mmdbInTar(archive: Buffer): Buffer {
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const name = textAt(archive, at, 100);
    const size = Number.parseInt(textAt(archive, at + 124, 12), 8);
    if (!Number.isSafeInteger(size)) break;
    const start = at + BLOCK;
    if (name.endsWith('.mmdb') && start + size <= archive.length) return archive.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error('the archive holds no complete .mmdb file');
}

function textAt(bytes: Buffer, at: number, length: number): string {
  return bytes.toString('latin1', at, at + length).replace(/[\0 ].*$/s, '');
}
