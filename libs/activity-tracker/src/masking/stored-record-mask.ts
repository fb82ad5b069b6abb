import { EncodedElements } from '../bson/encoded-part.js';
import type { ActivityLog } from '../record/activity-log.js';
import { MASKED_FIELDS, type MaskedField, type MaskedRecord } from '../storage/record-mask.js';
import { graft, isSameJson } from './graft.js';
import { Masker } from './masker.js';
import type { MaskingOptions } from './masking.options.js';
import type { MaskingSession } from './masking-session.js';
import { TRUNCATED_KEY, TRUNCATED_WORK, UNREADABLE } from './values/markers.js';

/** A document of MongoDB has at most 16 MiB and 100 levels: nothing that fits there is cut. */
const LIMITS = {
  maxDepth: 100,
  maxNodes: 2_000_000,
  maxStringLength: 16 * 1024 * 1024,
  maxTextLength: 32 * 1024 * 1024,
};

/**
 * Masks a stored record of another writer as one of ours is before it is stored. Values that JSON lacks, and all that is no
 * secret, stay as they are; masking again changes nothing.
 */
export class StoredRecordMask {
  /** Reused: masking is synchronous. */
  private readonly session: MaskingSession;

  constructor(options: Partial<MaskingOptions>) {
    this.session = new Masker(options, LIMITS).begin();
  }

  readonly mask = (record: ActivityLog): MaskedRecord => {
    const { session } = this;
    try {
      const parts = this.parts(record);
      const masked: Record<string, unknown> = { ...record };
      const fields = [...parts.keys()].filter((field) => {
        const part = parts.get(field);
        masked[field] = graft(record[field], formOf(record[field], session.maskEchoes(part)));
        return !Object.is(masked[field], record[field]);
      });
      if (fields.length === 0) return { record, fields, isCut: false };
      return {
        record: masked as ActivityLog,
        fields,
        get isCut() {
          return fields.some((field) => isCut(masked[field]));
        },
      };
    } finally {
      session.forget();
    }
  };

  /** All are masked before echoes are: a secret may stand in front of the part that names it. */
  private parts(record: ActivityLog): Map<MaskedField, unknown> {
    const parts = new Map<MaskedField, unknown>();
    for (const field of MASKED_FIELDS) {
      const value: unknown = record[field];
      if (field === 'response') this.session.hearApplication();
      if (value !== null && value !== undefined) parts.set(field, this.part(field, value));
    }
    return parts;
  }

  private part(field: MaskedField, value: unknown): unknown {
    const { session } = this;
    switch (field) {
      case 'api':
      case 'url_path':
        return typeof value === 'string' ? session.url(value) : session.value(value);
      case 'headers':
      case 'response_headers':
        return isObject(value) ? session.headers(value) : session.value(value);
      default:
        return typeof value === 'string' ? this.textPart(value) : session.bounded(value, LIMITS.maxTextLength).value;
    }
  }

  /** A body that is stored as text, which may be JSON. */
  private textPart(text: string): unknown {
    const { session } = this;
    const parsed = parsedJson(text);
    if (parsed === undefined) return session.text(text);
    const source = session.maskGraphqlVariablesInPlace(() => parsed, text);
    return (
      (source === undefined ? undefined : session.json(source)) ??
      session.maskParsedInPlace(source === undefined || source === text ? parsed : JSON.parse(source), source ?? text)
    );
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Only objects and lists: `"5"` is a text as well. */
function parsedJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The masked value in the form of the stored one. What was stored as text is given as text, unchanged unless its value is another. */
function formOf(stored: unknown, masked: unknown): unknown {
  if (masked instanceof EncodedElements) return masked.value;
  if (typeof stored !== 'string') return masked;
  const text = typeof masked === 'string' ? masked : JSON.stringify(masked);
  return text === stored || isSameJson(stored, text) ? stored : text;
}

/** Whether a mark stands for something that was not masked because of its size. */
function isCut(value: unknown): boolean {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return [TRUNCATED_WORK, TRUNCATED_KEY, UNREADABLE, '***TRUNCATED '].some((mark) => text?.includes(mark));
}
