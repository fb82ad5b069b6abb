import { step } from '../location/place';
import { placeTo } from '../location/use-place';
import { Text } from './text';

export function objectIn(resource: unknown): { type: string; id: string } | undefined {
  const { type, id } = (resource ?? {}) as { type?: unknown; id?: unknown };
  return typeof type === 'string' && typeof id === 'string' && type !== '' && id !== '' ? { type, id } : undefined;
}

export const objectPlace = (type: string, id: string): string => placeTo(`/objects/${step(type)}/${step(id)}`);

export function ObjectLink({ type, id }: { type: string; id: string }) {
  return (
    <a class="link" dir="ltr" href={objectPlace(type, id)}>
      <Text value={`${type}/${id}`} />
    </a>
  );
}
