import { describe, expect, it } from 'vitest';
import { type Piece, RecordMemory } from './record-memory.js';

const bytesOf = (size: number, value: number) => new Uint8Array(size).fill(value);
const areIntact = (pieces: readonly Piece[]) =>
  pieces.map(({ bytes }) => bytes.every((byte) => byte === bytes[0])).every(Boolean);

describe('memory where records wait', () => {
  it('keeps each apart, of whatever size', () => {
    const memory = new RecordMemory();
    const sizes = Array.from({ length: 300 }, (_, index) => (index * 977) % 50_000);
    const pieces = sizes.map((size, index) => memory.copy(bytesOf(size, index)));
    expect(pieces.map(({ bytes }) => bytes.length)).toEqual(sizes);
    expect(pieces.every(({ bytes }, index) => bytes.every((byte) => byte === index % 256))).toBe(true);
  });

  it('asks for none as long as what waits is stored', () => {
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

  it('writes over nothing that waits, in whatever order others go', () => {
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

  it('gives back to the system what an outage took', () => {
    const memory = new RecordMemory();
    const outage = Array.from({ length: 64 * 40 }, () => memory.copy(bytesOf(4_000, 1)));
    const blocks = new Set(outage.map(({ bytes }) => bytes.buffer));
    for (const piece of outage) memory.giveBack(piece);
    const later = Array.from({ length: 64 * 40 }, () => memory.copy(bytesOf(4_000, 2)));
    const kept = new Set(later.map(({ bytes }) => bytes.buffer).filter((buffer) => blocks.has(buffer)));
    expect([blocks.size, kept.size]).toEqual([40, 17]);
  });
});
