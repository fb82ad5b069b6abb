import { formatPlace, parsePlace, type Place } from '../location/place';

/** Parameters for open panels and tabs; they are no part of the question. */
const OPEN = ['record', 'tab', 'compare', 'live'] as const;

/** Path and parameters of a place, without what is open there. */
export function addressOf({ path, params }: Place): string {
  const asked = { ...params };
  for (const name of OPEN) delete asked[name];
  return formatPlace({ path, params: asked }).slice(1);
}

/** A link to a saved address; it cannot leave the panel. */
export const linkTo = (address: string): string => formatPlace(parsePlace(`#${address}`));
