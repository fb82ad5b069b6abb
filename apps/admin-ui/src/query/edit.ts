import { condition, type Piece, scan, values } from './scan';

const write = (pieces: readonly Pick<Piece, 'text'>[]): string => pieces.map(({ text }) => text).join(' ');

const written = (field: string, negated: boolean, list: readonly string[]): { text: string } => ({
  text: `${negated ? '-' : ''}${field}:${list.join(',')}`,
});

/** Whether each of the conditions is in the query, on its own or as one of several values. */
export function includes(query: string, conditions: string): boolean {
  const pieces = scan(query);
  return scan(conditions).every((wanted) =>
    pieces.some(
      ({ field, negated, value }) =>
        field === wanted.field &&
        negated === wanted.negated &&
        (value === wanted.value || values(value).includes(wanted.value)),
    ),
  );
}

/** Without that condition, or that value of it. */
export function without(query: string, conditions: string): string {
  let pieces: Pick<Piece, 'text' | 'field' | 'negated' | 'value'>[] = scan(query);
  for (const unwanted of scan(conditions)) {
    pieces = pieces.flatMap((piece) => {
      if (piece.field !== unwanted.field || piece.negated !== unwanted.negated) return [piece];
      if (piece.value === unwanted.value) return [];
      const rest = values(piece.value).filter((value) => value !== unwanted.value);
      return rest.length === 0
        ? []
        : [{ ...piece, value: rest.join(','), ...written(piece.field, piece.negated, rest) }];
    });
  }
  return write(pieces);
}

/** With that condition as well; a further value of a field joins those it has. */
export function including(query: string, conditions: string): string {
  if (includes(query, conditions)) return query;
  const wanted = scan(conditions);
  const [only] = wanted;
  const pieces = scan(query);
  const fields = new Set(wanted.map(({ field }) => field));
  if (wanted.length === 1 && only && only.field !== 'text') {
    const opposite = without(query, `${only.negated ? '' : '-'}${only.field}:${only.value}`);
    const rest = scan(opposite);
    const same = rest.find(({ field, negated }) => field === only.field && negated === only.negated);
    if (!same) return write([...rest, only]);
    return write(
      rest.map((piece) =>
        piece === same ? written(piece.field, piece.negated, [...values(piece.value), only.value]) : piece,
      ),
    );
  }
  // A range is two conditions: it takes the place of another range.
  const kept = pieces.filter(({ field }) => field === 'text' || !fields.has(field));
  return write([...kept, ...wanted]);
}

export const toggled = (query: string, conditions: string): string =>
  includes(query, conditions) ? without(query, conditions) : including(query, conditions);

export function negating(query: string, target: Piece): string {
  return write(
    scan(query).map((piece) => {
      if (piece.start !== target.start) return piece;
      const body = piece.field === 'text' ? piece.value : `${piece.field}:${piece.value}`;
      return { text: piece.negated ? body : `-${body}` };
    }),
  );
}

export const removing = (query: string, target: Pick<Piece, 'start'>): string =>
  write(scan(query).filter(({ start }) => start !== target.start));

export function filtering(query: string, field: string, value: string | number | null, negated: boolean): string {
  const wanted = condition(field, value);
  return negated ? including(without(query, wanted), condition(field, value, true)) : including(query, wanted);
}
