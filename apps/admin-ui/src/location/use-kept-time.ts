import { useSyncExternalStore } from 'preact/compat';
import { DEFAULT_QUERY } from '../query/default-query';
import { splitTime } from '../query/scan';
import { parsePlace, type Patch } from './place';
import { subscribePlace } from './use-place';

const timeNow = (): string => splitTime(parsePlace(location.hash).params['q'] ?? DEFAULT_QUERY).time;

export const keptTime = (time = timeNow()): Patch => (time === DEFAULT_QUERY ? {} : { q: time });

export const useKeptTime = (): Patch => keptTime(useSyncExternalStore(subscribePlace, timeNow));
