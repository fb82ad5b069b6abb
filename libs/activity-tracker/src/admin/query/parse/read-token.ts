import { QuerySyntaxError } from './query-syntax-error.js';
import type { Scanner, Token } from './scanner.js';

/** @throws QuerySyntaxError if a quote is not closed */
export function readToken(scanner: Scanner, ends = ''): Token {
  const token = scanner.takeValue(ends);
  if (!token.open) return token;
  throw new QuerySyntaxError(
    'a quote is opened and not closed',
    token,
    'Add a " at the end, or write \\" for a quote that is meant',
    { code: 'open_quote' },
  );
}
