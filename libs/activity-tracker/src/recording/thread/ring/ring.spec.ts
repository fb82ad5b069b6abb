import { Types } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { Frame, FRAME_HEAD_BYTES, RECORD_FRAME } from './frame.js';
import { framesOf, repair, RingReader } from './ring-reader.js';
import { RingWriter } from './ring-writer.js';
import { SEGMENT_HEAD_BYTES, type SharedSegment } from './shared-segment.js';

const BOUND = 64 * 1024;

function ring(maxBytes = BOUND) {
  const opened: SharedSegment[] = [];
  const reader = new RingReader();
  const freed: SharedSegment[] = [];
  const writer = new RingWriter(
    maxBytes,
    (segment) => {
      opened.push(segment);
      reader.add(segment, segment.uses);
    },
    (segment) => freed.push(segment),
  );
  const write = (ticket: number, bytes: number, account = 'one'): boolean => {
    const segment = writer.reserve(FRAME_HEAD_BYTES + bytes + 8, account);
    if (!segment) return false;
    const frame = new Frame(segment, segment.end);
    frame.begin(RECORD_FRAME, 0, ticket, new Types.ObjectId().id);
    segment.bytes.fill(ticket, frame.contentAt, frame.contentAt + bytes);
    writer.commit(segment, frame.end(bytes), account);
    return true;
  };
  return { writer, reader, opened, freed, write };
}

describe('the ring', () => {
  it('gives frames in the order in which they were written, across segments that are used again', () => {
    const { reader, write, writer } = ring();
    const read: number[] = [];
    for (let ticket = 1; ticket <= 2_000; ticket++) {
      expect(write(ticket, ticket % 700)).toBe(true);
      if (ticket % 3 > 0) continue;
      for (let frame = reader.next(); frame; frame = reader.next()) {
        read.push(frame.ticket);
        frame.settle();
      }
    }
    for (let frame = reader.next(); frame; frame = reader.next()) read.push(frame.ticket);
    expect(read).toEqual(Array.from({ length: 2_000 }, (_, index) => index + 1));
    expect(writer.segments.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(BOUND);
  });

  it('takes no more than its bound, and has room again when frames are settled', () => {
    const { reader, write } = ring();
    let written = 0;
    while (write(1, 1_000)) written++;
    expect(written).toBeGreaterThan(40);
    expect(written * 1_000).toBeLessThan(BOUND);
    for (let frame = reader.next(); frame; frame = reader.next()) frame.settle();
    expect(write(2, 1_000)).toBe(true);
  });

  it('frees the segments that were needed for a while', () => {
    const { reader, write, freed } = ring();
    while (write(1, 1_000));
    for (let frame = reader.next(); frame; frame = reader.next()) frame.settle();
    write(2, 7_900);
    expect(freed.length).toBeGreaterThan(0);
  });

  it('asks for frames without bodies before it is full', () => {
    const { writer, write } = ring();
    expect(writer.isShort(1_000, 'one')).toBe(false);
    while (!writer.isShort(1_000, 'one')) write(1, 1_000);
    expect(write(1, 1_000)).toBe(true);
  });

  it('has room and bodies for others while one user floods it', () => {
    const { writer, write } = ring();
    for (let ticket = 1; ticket <= 200; ticket++) {
      write(ticket, 1_000, 'flood');
      if (ticket % 50 > 0) continue;
      expect(writer.isShort(200, 'other')).toBe(false);
      expect(write(ticket, 200, 'other')).toBe(true);
    }
    expect(writer.isShort(1_000, 'flood')).toBe(true);
    expect(write(1, 1_000, 'flood')).toBe(false);
    let others = 0;
    while (write(1, 200, `other ${others % 20}`)) others++;
    expect(others).toBeGreaterThan(20);
  });

  it('gives a user room again when its frames are settled', () => {
    const { reader, write } = ring();
    write(1, 10, 'other');
    while (write(2, 1_000, 'flood'));
    for (let frame = reader.next(); frame; frame = reader.next()) frame.settle();
    expect(write(3, 1_000, 'flood')).toBe(true);
  });

  it('is whole again after a thread ended between marking and counting a frame', () => {
    const { opened, write, reader } = ring();
    for (const ticket of [7, 8, 9]) write(ticket, 100);
    const [segment] = opened as [SharedSegment];
    segment.seal();
    const frames = [...framesOf(segment)];
    frames[0]!.settle();
    frames[1]!.overwrite = () => {
      throw new Error('the thread ends here');
    };
    expect(() => frames[1]!.settle()).toThrow('the thread ends here');
    expect(segment.unsettled).toBe(2);
    repair(segment);
    expect(segment.unsettled).toBe(1);
    const second = reader.next() && reader.next()!;
    expect(segment.bytes.subarray(second!.contentAt, second!.at + second!.length).every((byte) => byte === 0)).toBe(
      true,
    );
    frames[2]!.settle();
    expect(segment.isDone).toBe(true);
  });

  it('takes a frame that is larger than a segment', () => {
    const { reader, write } = ring();
    expect(write(1, 20_000)).toBe(true);
    expect(write(2, 10)).toBe(true);
    expect([reader.next()?.ticket, reader.next()?.ticket, reader.next()]).toEqual([1, 2, undefined]);
  });

  it('reports each segment that it frees, so that nothing else keeps its memory', () => {
    const { reader, write, writer, opened, freed } = ring();
    for (let ticket = 1; ticket <= 30; ticket++) {
      write(ticket, ticket % 2 === 0 ? 20_000 : 7_000);
      for (let frame = reader.next(); frame; frame = reader.next()) frame.settle();
    }
    const kept = new Set(opened.filter((segment) => !freed.includes(segment)));
    expect(freed.length).toBeGreaterThan(10);
    expect(kept.size).toBeLessThanOrEqual(writer.segments.length + 4);
    expect(writer.segments.some((segment) => freed.includes(segment))).toBe(false);
  });

  it('has as much memory counted for a segment as it shares, so that those that are freed are collected', () => {
    const { opened, write } = ring();
    for (const bytes of [100, 20_000]) write(1, bytes);
    expect(opened.map(({ counted }) => counted.byteLength)).toEqual(opened.map(({ memory }) => memory.byteLength));
  });

  it('gives a thread that takes over the frames that a segment had, though it is used again once they are settled', () => {
    const { opened, write } = ring();
    write(1, 10);
    write(2, 10);
    const [segment] = opened as [SharedSegment];
    segment.seal();
    const taken: number[] = [];
    for (const frame of framesOf(segment)) {
      taken.push(frame.ticket);
      frame.settle();
      if (!segment.isDone) continue;
      segment.reset();
      for (let ticket = 3; ticket <= 8; ticket++) write(ticket, 10);
    }
    expect(taken).toEqual([1, 2]);
  });

  it('keeps numbers beyond 32 bits', () => {
    const { reader, write } = ring();
    write(1, 10);
    const frame = reader.next()!;
    for (const seq of [1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 7]) {
      frame.seq = seq;
      expect(frame.seq).toBe(seq);
    }
  });

  it('overwrites what it gives up', () => {
    const { writer, write, opened } = ring();
    for (const ticket of [7, 8, 9]) write(ticket, 7_000);
    const left = () => writer.segments.reduce((sum, { unsettled }) => sum + unsettled, 0);
    expect(left()).toBe(3);
    writer.abandon();
    expect(left()).toBe(0);
    expect(opened.every(({ bytes }) => bytes.subarray(SEGMENT_HEAD_BYTES).every((byte) => byte === 0))).toBe(true);
  });

  it('overwrites what a settled frame held', () => {
    const { reader, write } = ring();
    write(7, 500);
    const frame = reader.next()!;
    const content = () => frame.segment.bytes.subarray(frame.contentAt, frame.at + frame.length);
    expect(content().includes(7)).toBe(true);
    frame.settle();
    expect(content().every((byte) => byte === 0)).toBe(true);
  });

  it('gives all frames of a segment to a thread that takes over, with what is settled', () => {
    const { opened, write, reader } = ring();
    for (const ticket of [1, 2, 3]) write(ticket, 10);
    reader.next();
    reader.next()!.settle();
    expect([...framesOf(opened[0]!)].map(({ ticket, isSettled }) => [ticket, isSettled])).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
  });

  it('gives a reader that is late nothing of a segment that is used for other frames', () => {
    const { opened, write, reader } = ring();
    write(1, 10);
    reader.next()!.settle();
    const [segment] = opened as [SharedSegment];
    segment.seal();
    segment.reset();
    write(2, 400);
    expect(reader.next()).toBeUndefined();
  });
});
