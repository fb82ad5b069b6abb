/** 12 bytes in hexadecimal: a process's life. */
const NAME = /^([0-9a-f]{24})-(\d{6,9})\.(bson|bson\.open|crc)$/;

/** Names a segment wherever its files are moved: no two segments share one. */
export interface SegmentId {
  /** The process's life that wrote it: 24 hexadecimal digits. */
  readonly instance: string;
  /** Counts from 1 in each instance. */
  readonly number: number;
}

export type SegmentSuffix = 'bson' | 'bson.open' | 'crc';

export function segmentFile({ instance, number }: SegmentId, suffix: SegmentSuffix): string {
  return `${instance}-${String(number).padStart(6, '0')}.${suffix}`;
}

/** `undefined` for a file that is none of a spool. */
export function parseSegmentFile(name: string): (SegmentId & { suffix: SegmentSuffix }) | undefined {
  const [, instance, number, suffix] = NAME.exec(name) ?? [];
  return instance === undefined ? undefined : { instance, number: Number(number), suffix: suffix as SegmentSuffix };
}
