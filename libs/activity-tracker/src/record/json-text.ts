import type { ActivityLog } from './activity-log.js';

/**
 * A body that was JSON and, once masked, still is: most need never be parsed on their way to the store. Each key stands
 * once in its object, and none is escaped. Whoever wants the value itself, the driver's serializer too, gets it.
 */
export class JsonText {
  constructor(readonly text: string) {}

  /** Parsed anew each time: the asker may do with it what it likes. */
  get value(): unknown {
    return JSON.parse(this.text) as unknown;
  }

  toJSON(): unknown {
    return this.value;
  }

  toBSON(): unknown {
    return this.value;
  }
}

/** The record as everybody knows it, with values for texts. */
export function plainRecord(record: ActivityLog): ActivityLog {
  const plain = { ...record };
  for (const field of ['body', 'response'] as const) {
    const body = plain[field];
    if (body instanceof JsonText) plain[field] = body.value;
  }
  return plain;
}
