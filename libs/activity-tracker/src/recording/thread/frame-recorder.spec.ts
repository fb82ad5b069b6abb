import { Types } from 'mongoose';
import { expect, it } from 'vitest';
import type { ActivityLog } from '../../record/activity-log.js';
import { newLifeState } from '../../sequence/life-state.js';
import { FrameRecorder, toldBytes } from './frame-recorder.js';
import { Frame, IS_TOLD, RECORD_FRAME } from './ring/frame.js';
import { recordContent } from './ring/record-frame.js';
import { SharedSegment } from './ring/shared-segment.js';
import { SharedState } from './shared-state.js';

const recordOf = (seq?: number): ActivityLog =>
  ({ _id: new Types.ObjectId(), seq, body: null }) as unknown as ActivityLog;

function writtenInto(segment: SharedSegment, ticket: number, flags = 0): Frame {
  const content = recordContent({ record: recordOf(), bytes: 100, bodyBytes: 0 });
  const frame = new Frame(segment, segment.end);
  frame.begin(RECORD_FRAME, flags, ticket, new Types.ObjectId().id);
  segment.bytes.set(content, frame.contentAt);
  segment.commit(frame.end(content.length));
  return frame;
}

function recorderWith(add: (record: ActivityLog, released: () => void) => void, mostAttempts = 2) {
  const told: (number | undefined)[] = [];
  const failures: string[] = [];
  const state = new SharedState();
  const recorder = new FrameRecorder({
    builder: undefined as never,
    buffer: {
      add: (record, _, __, released) => add(record, released!),
      noteLosses: () => {},
      stats: () => ({ dropped: {} }) as never,
    },
    state,
    life: newLifeState(),
    capture: { maxBodyBytes: 1_000, responseHeaders: false },
    bodyFormat: 'document',
    mostAttempts,
    done: (frame) => frame.settle(),
    told: (ticket, record) => told.push(record && ticket),
    failed: (error) => failures.push(String(error)),
  });
  return { recorder, told, failures };
}

it('leaves alone the frame that was written where a settled one was', () => {
  const segment = new SharedSegment(1, new SharedArrayBuffer(4_096));
  let next: Frame | undefined;
  const { recorder, told } = recorderWith((record, released) => {
    record.seq = 7;
    segment.seal();
    // Dropped: the other thread has its memory back at once.
    released();
    segment.reset();
    next = writtenInto(segment, 2);
    released();
  });
  recorder.take(writtenInto(segment, 1, IS_TOLD));
  expect({ seq: next!.seq, isSettled: next!.isSettled, waiting: segment.unsettled }).toEqual({
    seq: 0,
    isSettled: false,
    waiting: 1,
  });
  expect(told).toEqual([1]);
});

it.each([
  [2, ['Error: 2 threads ended while building its record']],
  [1, ['Error: 1 thread ended while building its record']],
])('gives up a frame with which threads ended: after %i', (most, expected) => {
  const segment = new SharedSegment(1, new SharedArrayBuffer(4_096));
  const frame = writtenInto(segment, 1);
  const added: unknown[] = [];
  for (let attempt = 0; attempt < most; attempt++) frame.building();
  const { recorder, failures } = recorderWith((record) => added.push(record), most);
  recorder.take(frame);
  expect({ added, failures, isSettled: frame.isSettled }).toEqual({ added: [], failures: expected, isSettled: true });
});

it('sends listeners the bytes of their record alone', () => {
  const bytes = toldBytes(recordOf(1));
  expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
});

it('continues numbers beyond 2^31 in the next thread', () => {
  const state = new SharedState();
  state.begin(newLifeState());
  state.life().last = 2 ** 31 + 5;
  expect(new SharedState(state.memory).life().last).toBe(2 ** 31 + 5);
});
