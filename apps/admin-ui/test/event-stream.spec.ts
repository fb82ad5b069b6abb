import { expect, it } from 'vitest';
import { EventParser } from '../src/api/event-stream';

const STREAM =
  ': hello\nid: 1\nevent: record\ndata: {"a":1}\n\nevent: heartbeat\ndata:\n\nid: 2\r\nevent: record\r\ndata: one\r\ndata: two\r\n\r\ndata: three\rid: 3\r\rdata: cut';
const EVENTS = [
  { id: '1', event: 'record', data: '{"a":1}' },
  { id: '1', event: 'heartbeat', data: '' },
  { id: '2', event: 'record', data: 'one\ntwo' },
];

it.each([1, 2, 3, 5, 7, STREAM.length])('reads events cut into pieces of %i', (size) => {
  const parser = new EventParser();
  const events = [];
  for (let at = 0; at < STREAM.length; at += size) events.push(...parser.push(STREAM.slice(at, at + size)));
  expect(events.slice(0, 3)).toEqual(EVENTS);
  expect(events[3]).toEqual({ id: '3', event: 'message', data: 'three' });
  expect(events).toHaveLength(4);
});
