import { describe, expect, it } from 'vitest';
import { type Piece, RecordMemory } from './record-memory.js';

const bytesOf = (size: number, value: number) => new Uint8Array(size).fill(value);
const areIntact = (pieces: readonly Piece[]) =>
  pieces.map(({ bytes }) => bytes.every((byte) => byte === bytes[0])).every(Boolean);

describe('memory of buffered records', () => {
  it('keeps records of any size apart', () => {
    const memory = new RecordMemory();
    const sizes = Array.from({ length: 300 }, (_, index) => (index * 977) % 50_000);
    const pieces = sizes.map((size, index) => memory.copy(bytesOf(size, index)));
    expect(pieces.map(({ bytes }) => bytes.length)).toEqual(sizes);
    expect(pieces.every(({ bytes }, index) => bytes.every((byte) => byte === index % 256))).toBe(true);
  });

  it('allocates no memory while records are released in time', () => {
    const memory = new RecordMemory();
    const used = new Set<ArrayBufferLike>();
    let waiting: Piece[] = [];
    for (let round = 0; round < 200; round++) {
      const batch = Array.from({ length: 60 }, (_, index) => memory.copy(bytesOf(4_000, round + index)));
      for (const { bytes } of batch) used.add(bytes.buffer);
      expect(areIntact(waiting)).toBe(true);
      for (const piece of waiting) memory.giveBack(piece);
      waiting = batch;
    }
    expect(used.size).toBeLessThan(5);
  });

  it('overwrites no record in use, in any order of release', () => {
    const memory = new RecordMemory();
    const waiting = new Map<Piece, number>();
    for (let turn = 0; turn < 20_000; turn++) {
      waiting.set(memory.copy(bytesOf(1_000 + ((turn * 7_919) % 9_000), turn)), turn % 256);
      if (waiting.size < 200) continue;
      const [piece, value] = [...waiting][(turn * 31) % waiting.size]!;
      expect(piece.bytes.every((byte) => byte === value)).toBe(true);
      waiting.delete(piece);
      memory.giveBack(piece);
    }
  });

  it('frees the memory of an outage', () => {
    const memory = new RecordMemory();
    const outage = Array.from({ length: 64 * 40 }, () => memory.copy(bytesOf(4_000, 1)));
    const blocks = new Set(outage.map(({ bytes }) => bytes.buffer));
    for (const piece of outage) memory.giveBack(piece);
    const later = Array.from({ length: 64 * 40 }, () => memory.copy(bytesOf(4_000, 2)));
    const kept = new Set(later.map(({ bytes }) => bytes.buffer).filter((buffer) => blocks.has(buffer)));
    expect([blocks.size, kept.size]).toEqual([40, 17]);
  });
});
