import { formatPlace } from '../location/place';
import { go } from '../location/use-place';
import { splitTime, withTime } from '../query/scan';
import { QueryBox } from './explorer/query-box';

/** Leads to the records that have the conditions typed, among those asked for. */
export function SearchCalls({ asked, time }: { asked: string; time: string }) {
  const search = (text: string) => {
    const parts = splitTime(text);
    go(formatPlace({ path: '/', params: { q: withTime(`${asked} ${parts.words}`, parts.time || time) } }));
  };
  return <QueryBox value="" facets={{}} problem={undefined} onSubmit={search} />;
}
