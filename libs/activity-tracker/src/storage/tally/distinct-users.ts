import { createHash } from 'node:crypto';
import { mongo } from 'mongoose';

/** Users of a bucket kept exactly, as 48-bit hashes; above that, a HyperLogLog of 4,096 bytes. */
const REMEMBERED = 4_096;
const HASH_BYTES = 6;
const REGISTER_BITS = 12;
const REGISTERS = 2 ** REGISTER_BITS;
const EXACT = 0;
const ESTIMATE = 1;
const MAX_CACHED_HASHES = 50_000;

/** 48 bits fit into a JavaScript number exactly. */
function hashOf(user: string): number {
  return createHash('sha256').update(user).digest().readUIntBE(0, HASH_BYTES);
}

/** Caches hashes: hashing is slow and users repeat. */
export class UserHashes {
  private readonly hashes = new Map<string, number>();

  of(user: string): number {
    let hash = this.hashes.get(user);
    if (hash === undefined) {
      if (this.hashes.size >= MAX_CACHED_HASHES) this.hashes.clear();
      this.hashes.set(user, (hash = hashOf(user)));
    }
    return hash;
  }
}

/**
 * Number of distinct users over mergeable buckets: exact while no bucket saw more than 4,096, otherwise within about 2
 * % (standard error 1.6 %).
 * @publicApi
 */
export class DistinctUsers {
  private readonly added = new Set<number>();
  /** Hashes of buckets, unsorted: one set of all would cost more than the rest of an answer. */
  private readonly merged: Float64Array[] = [];
  private registers: Uint8Array | undefined;

  /** `false` if the count is an estimate. */
  get isExact(): boolean {
    return this.registers === undefined;
  }

  /** Number of distinct users. */
  get count(): number {
    return this.registers ? estimate(this.registers) : this.hashes().length;
  }

  /** @param hash of one user, 48 bits */
  add(hash: number): void {
    if (this.registers) register(this.registers, hash);
    else this.added.add(hash);
  }

  /** Adds the users of another bucket. */
  merge(other: DistinctUsers): void {
    if (other.registers) this.mergeRegisters(other.registers);
    else this.mergeHashes(other.hashes());
  }

  /** Stored form, read by {@link addBinary}. */
  toBinary(): mongo.Binary {
    const hashes = this.registers ? undefined : this.hashes();
    if (!hashes || hashes.length > REMEMBERED) {
      return new mongo.Binary(Buffer.concat([Uint8Array.of(ESTIMATE), this.toRegisters()]));
    }
    const bytes = Buffer.alloc(1 + hashes.length * HASH_BYTES, EXACT);
    hashes.forEach((hash, i) => bytes.writeUIntBE(hash, 1 + i * HASH_BYTES, HASH_BYTES));
    return new mongo.Binary(bytes);
  }

  /** Adds the output of {@link toBinary}. */
  addBinary({ buffer, position }: mongo.Binary): void {
    if (buffer[0] === ESTIMATE) {
      this.mergeRegisters(buffer.subarray(1, position));
      return;
    }
    const view = new DataView(buffer.buffer, buffer.byteOffset, position);
    const hashes = new Float64Array((position - 1) / HASH_BYTES);
    for (let i = 0; i < hashes.length; i++) {
      const at = 1 + i * HASH_BYTES;
      hashes[i] = view.getUint16(at) * 2 ** 32 + view.getUint32(at + 2);
    }
    this.mergeHashes(hashes);
  }

  private hashes(): Float64Array {
    const length = this.merged.reduce((sum, hashes) => sum + hashes.length, this.added.size);
    const all = new Float64Array(length);
    all.set([...this.added]);
    let end = this.added.size;
    for (const hashes of this.merged) {
      all.set(hashes, end);
      end += hashes.length;
    }
    all.sort();
    let different = 0;
    for (const hash of all) if (different === 0 || all[different - 1] !== hash) all[different++] = hash;
    return all.subarray(0, different);
  }

  private mergeHashes(hashes: Float64Array): void {
    if (this.registers) for (const hash of hashes) register(this.registers, hash);
    else if (hashes.length > 0) this.merged.push(hashes);
  }

  private mergeRegisters(others: Uint8Array): void {
    const registers = (this.registers = this.toRegisters());
    this.added.clear();
    this.merged.length = 0;
    others.forEach((rank, i) => {
      if (rank > registers[i]!) registers[i] = rank;
    });
  }

  private toRegisters(): Uint8Array {
    if (this.registers) return this.registers;
    const registers = new Uint8Array(REGISTERS);
    for (const hash of this.hashes()) register(registers, hash);
    return registers;
  }
}

function register(registers: Uint8Array, hash: number): void {
  const index = hash % REGISTERS;
  const rest = Math.floor(hash / REGISTERS);
  const width = HASH_BYTES * 8 - REGISTER_BITS;
  const rank = rest === 0 ? width + 1 : width - Math.floor(Math.log2(rest));
  if (rank > registers[index]!) registers[index] = rank;
}

/** Flajolet et al., "HyperLogLog" (2007), with its small-range correction. */
function estimate(registers: Uint8Array): number {
  let sum = 0;
  let empty = 0;
  for (const rank of registers) {
    sum += 2 ** -rank;
    if (rank === 0) empty++;
  }
  const raw = ((0.7213 / (1 + 1.079 / REGISTERS)) * REGISTERS ** 2) / sum;
  return Math.round(raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : raw);
}
