import type { ByClass } from '../api/statistics-types';
import { useFormats } from './format';
import * as figures from './figure.module.css';

/** A share from which it is marked as bad. */
const BAD = { '4xx': 0.25, '5xx': 0.01 } as const;

export type ErrorClass = keyof typeof BAD;

export interface Counted {
  calls: number;
  by_class: ByClass;
}

/** From 0 to 1. */
export const shareOf = ({ calls, by_class }: Counted, errors: ErrorClass): number =>
  calls === 0 ? 0 : by_class[errors] / calls;

export function ErrorShare({ of, errors }: { of: Counted; errors: ErrorClass }) {
  const formats = useFormats();
  const share = shareOf(of, errors);
  return <span class={share >= BAD[errors] ? figures.bad : share > 0 ? '' : 'muted'}>{formats.percent(share)}</span>;
}

/** Two cells of a table's row. */
export function ErrorCells({ of }: { of: Counted }) {
  return (Object.keys(BAD) as ErrorClass[]).map((errors) => (
    <td key={errors} class="number" data-label={errors}>
      <ErrorShare of={of} errors={errors} />
    </td>
  ));
}
