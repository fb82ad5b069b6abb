/** What masking and bounding leave in the place of a value. */
export type Marker =
  | { kind: 'masked' }
  | { kind: 'truncated'; detail: string }
  | { kind: 'binary'; bytes: number }
  | { kind: 'unreadable' };

export function markerOf(value: string): Marker | undefined {
  if (!value.startsWith('***') || !value.endsWith('***') || value.length > 60) return undefined;
  const name = value.slice(3, -3);
  if (name === 'FILTERED') return { kind: 'masked' };
  if (name.startsWith('TRUNCATED')) return { kind: 'truncated', detail: name.slice('TRUNCATED'.length).trim() };
  const [, bytes] = /^BINARY (\d+) bytes$/.exec(name) ?? [];
  if (bytes) return { kind: 'binary', bytes: Number(bytes) };
  return /^(?:UNREADABLE|CIRCULAR|ACCESSOR|FUNCTION|SYMBOL|STREAM|OBJECT)$/.test(name)
    ? { kind: 'unreadable' }
    : undefined;
}

export interface Omitted {
  omitted: string;
  type: string | null;
  size: number;
}

/** Stands for a body that is not kept. */
export const isOmitted = (value: unknown): value is Omitted =>
  typeof value === 'object' &&
  value !== null &&
  'omitted' in value &&
  'size' in value &&
  'type' in value &&
  Object.keys(value).length === 3;
