export type ContentKind = 'json' | 'form' | 'multipart' | 'other';

const KINDS = new Map<string, ContentKind>();
const MAX_CACHED = 500;
/** The last one: comparing texts takes less time than finding a new one in a map. */
const last: { type: string; kind: ContentKind } = { type: '', kind: 'other' };

export function mediaType(contentType: string | undefined): string | null {
  if (!contentType) return null;
  const end = contentType.indexOf(';');
  return (end < 0 ? contentType : contentType.slice(0, end)).trim().toLowerCase() || null;
}

export function contentKind(contentType: string | undefined): ContentKind {
  if (!contentType) return 'other';
  if (contentType !== last.type) [last.type, last.kind] = [contentType, knownKind(contentType)];
  return last.kind;
}

function knownKind(contentType: string): ContentKind {
  const known = KINDS.get(contentType);
  if (known) return known;
  const kind = kindOf(mediaType(contentType) ?? '');
  if (KINDS.size < MAX_CACHED) KINDS.set(contentType, kind);
  return kind;
}

function kindOf(type: string): ContentKind {
  if (type === 'application/json' || type === 'text/json' || type.endsWith('+json')) return 'json';
  if (type === 'application/x-www-form-urlencoded') return 'form';
  if (type === 'multipart/form-data') return 'multipart';
  return 'other';
}

const PARAMETERS = {
  boundary: /;\s*boundary\s*=\s*(?:"([^"]*)"|([^;\s]*))/i,
  charset: /;\s*charset\s*=\s*(?:"([^"]*)"|([^;\s]*))/i,
};

export function typeParameter(contentType: string, name: keyof typeof PARAMETERS): string | undefined {
  const match = PARAMETERS[name].exec(contentType);
  return match?.[1] ?? match?.[2];
}
