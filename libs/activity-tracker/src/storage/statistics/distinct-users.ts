import { createHash } from 'node:crypto';
import { mongo } from 'mongoose';

/** Up to this many users of one bucket each is remembered, as 48 bits of a hash; beyond, a HyperLogLog of 4,096 bytes. */
const REMEMBERED = 4_096;
const HASH_BYTES = 6;
const REGISTER_BITS = 12;
const REGISTERS = 2 ** REGISTER_BITS;
const EXACT = 0;
const ESTIMATE = 1;
const MAX_CACHED_HASHES = 50_000;

/** 48 bits, which a number holds exactly. */
function hashOf(user: string): number {
  return createHash('sha256').update(user).digest().readUIntBE(0, HASH_BYTES);
}

/** Hashing is dear and users come again and again. */
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
 * How many different users, over buckets that can be merged: exact as long as no single bucket saw more than 4,096,
 * else within about 2 % (one standard error 1.6 %).
 * @publicApi
 */
export class DistinctUsers {
  private readonly hashes = new Set<number>();
  private registers: Uint8Array | undefined;

  get isExact(): boolean {
    return this.registers === undefined;
  }

  get count(): number {
    return this.registers ? estimate(this.registers) : this.hashes.size;
  }

  add(hash: number): void {
    if (this.registers) register(this.registers, hash);
    else this.hashes.add(hash);
  }

  merge(other: DistinctUsers): void {
    if (other.registers) this.mergeRegisters(other.registers);
    else for (const hash of other.hashes) this.add(hash);
  }

  toBinary(): mongo.Binary {
    if (this.registers || this.hashes.size > REMEMBERED) {
      return new mongo.Binary(Buffer.concat([Uint8Array.of(ESTIMATE), this.toRegisters()]));
    }
    const bytes = Buffer.alloc(1 + this.hashes.size * HASH_BYTES, EXACT);
    [...this.hashes]
      .sort((a, b) => a - b)
      .forEach((hash, i) => bytes.writeUIntBE(hash, 1 + i * HASH_BYTES, HASH_BYTES));
    return new mongo.Binary(bytes);
  }

  /** Adds what {@link toBinary} wrote. */
  addBinary({ buffer, position }: mongo.Binary): void {
    const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, position);
    if (bytes[0] === ESTIMATE) {
      this.mergeRegisters(bytes.subarray(1));
      return;
    }
    for (let at = 1; at < position; at += HASH_BYTES) this.add(bytes.readUIntBE(at, HASH_BYTES));
  }

  private mergeRegisters(others: Uint8Array): void {
    const registers = (this.registers = this.toRegisters());
    this.hashes.clear();
    others.forEach((rank, i) => {
      if (rank > registers[i]!) registers[i] = rank;
    });
  }

  private toRegisters(): Uint8Array {
    if (this.registers) return this.registers;
    const registers = new Uint8Array(REGISTERS);
    for (const hash of this.hashes) register(registers, hash);
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

/** Flajolet and others, "HyperLogLog" (2007), with their correction for few. */
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
