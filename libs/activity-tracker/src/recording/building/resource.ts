import type { ResourceSource } from '../../capture/routes/route-metadata.js';
import type { MaskingSession } from '../../masking/masking-session.js';
import type { ActivityLog } from '../../record/activity-log.js';
import { maskedField } from './masked-field.js';

interface Parameter {
  readonly name: string;
  readonly index: number;
  /** Type by the segment before it; `undefined` if that is a parameter too. */
  readonly type: string | undefined;
}

interface Template {
  readonly segments: readonly string[];
  readonly parameters: readonly Parameter[];
}

interface ResourceParts {
  readonly source: ResourceSource | undefined;
  readonly template: string | null;
  /** Masked: an id is masked as it is in the path. */
  readonly path: string | null;
  readonly requestBody: () => unknown;
  readonly responseBody: () => unknown;
}

const MAX_TEMPLATES = 10_000;
const LONGEST_ID = 256;
const PARAMETER = /^:(\w+)(?:\(.*\))?\??$/;

const known = new Map<string, Template>();

/** The object that a request is about: by `@ActivityResource()`, else by the last parameter of the route. */
export function resourceOf(parts: ResourceParts, session: MaskingSession): ActivityLog['resource'] {
  const { source, template, path } = parts;
  const [, place, field] = /^(body|response)\.(.+)$/.exec(source?.from ?? '') ?? [];
  if (source && field !== undefined) {
    const body = place === 'body' ? parts.requestBody() : parts.responseBody();
    return resource(source.type, maskedField(field, body, session, LONGEST_ID));
  }
  if (template === null || path === null) return undefined;
  const { segments, parameters } = templateOf(template);
  const parameter =
    source?.from === undefined ? parameters.at(-1) : parameters.find(({ name }) => name === source.from);
  if (!parameter) return undefined;
  return resource(source?.type ?? parameter.type, valueAt(parameter.index, segments, path));
}

function resource(type: string | undefined, id: string | number | null | undefined): ActivityLog['resource'] {
  return type === undefined || id === undefined || id === null || id === '' ? undefined : { type, id: String(id) };
}

/** Undefined where the path does not have the segments of the template: a host may have rewritten it. */
function valueAt(index: number, template: readonly string[], path: string): string | undefined {
  const segments = segmentsOf(path);
  if (segments.length !== template.length) return undefined;
  const isInPlace = template.every(
    (segment, at) => segment.startsWith(':') || segment.toLowerCase() === segments[at]!.toLowerCase(),
  );
  return isInPlace ? decoded(segments[index]!).slice(0, LONGEST_ID) : undefined;
}

function templateOf(template: string): Template {
  let found = known.get(template);
  if (!found) {
    const segments = segmentsOf(template);
    found = { segments, parameters: segments.flatMap((segment, index) => parameterAt(index, segment, segments)) };
    if (known.size < MAX_TEMPLATES) known.set(template, found);
  }
  return found;
}

function parameterAt(index: number, segment: string, segments: readonly string[]): Parameter[] {
  const name = PARAMETER.exec(segment)?.[1];
  if (name === undefined) return [];
  const before = segments[index - 1] ?? '';
  return [{ name, index, type: /^[\w-]+$/.test(before) ? singular(before) : undefined }];
}

const segmentsOf = (path: string): string[] => path.replace(/\/$/, '').split('/');

/** `orders` is about an order. English rules for most names of collections; a decorator names the others. */
export function singular(name: string): string {
  if (/[^aeiou]ies$/i.test(name)) return `${name.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|z)es$/i.test(name)) return name.slice(0, -2);
  return /[^su]s$/i.test(name) && !/is$/i.test(name) ? name.slice(0, -1) : name;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
