import { formatQuery } from '../../query/parse/format-query.js';
import { FACETS } from './facet-rules.js';
import type { Facet, FacetName, FacetValue, Group } from './facet.types.js';

export function facetStages(names: readonly FacetName[]): Record<string, unknown>[] {
  const fields = new Set(['created_time', ...names.flatMap((name) => FACETS[name].fields)]);
  return [
    { $project: Object.fromEntries([...fields].map((field) => [field, 1])) },
    {
      $facet: {
        ...Object.fromEntries(names.map((name) => [name, [{ $group: { _id: FACETS[name].by, count: { $sum: 1 } } }]])),
        all: [{ $group: { _id: null, count: { $sum: 1 }, oldest: { $min: '$created_time' } } }],
      },
    },
  ];
}

export type FacetCounts = Partial<Record<FacetName, Group[]>> & { all: [] | [{ count: number; oldest: Date }] };

export function listed(name: FacetName, groups: readonly Group[], limit: number): Pick<Facet, 'values' | 'unlisted'> {
  const { valueOf, conditionsAmong } = FACETS[name];
  const conditionsOf = conditionsAmong(groups);
  const byQuery = new Map<string, FacetValue>();
  let unlisted = 0;
  for (const { _id, count } of groups) {
    const value = valueOf(_id);
    if (value === undefined) {
      unlisted += count;
      continue;
    }
    const query = formatQuery({ conditions: conditionsOf(value, _id) });
    const known = byQuery.get(query);
    if (known) known.count += count;
    else byQuery.set(query, { value, count, query });
  }
  const values = [...byQuery.values()];
  if (name === 'duration') return { values: values.sort((a, b) => Number(a.value) - Number(b.value)), unlisted };
  values.sort((a, b) => b.count - a.count || String(a.value).localeCompare(String(b.value)));
  return { values: values.slice(0, limit), unlisted };
}
