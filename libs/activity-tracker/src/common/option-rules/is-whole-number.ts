import { ValidateBy } from 'class-validator';

interface WholeNumberRule {
  from: number;
  to?: number;
  /** Written out, because docs/options.md is generated from it. */
  message: string;
}

export function IsWholeNumber({ from, to = Infinity, message }: WholeNumberRule): PropertyDecorator {
  const validate = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
  return ValidateBy({ name: 'isWholeNumber', validator: { validate } }, { message });
}
