import { badParameter } from '../../http/parameters/bad-parameter.js';

const SHORTEST = 3;
const LONGEST = 500;

/** @throws BadRequestException if the reason is required and missing, too short or too long */
export function reasonOf(text: string | undefined, isRequired: boolean): string | undefined {
  const reason = text?.trim() ?? '';
  if (reason === '' && !isRequired) return undefined;
  if (reason.length < SHORTEST || reason.length > LONGEST) {
    throw badParameter(
      'reason',
      `must be a text of ${SHORTEST} to ${LONGEST} characters that says why (the audit trail keeps it)`,
      text,
    );
  }
  return reason;
}
