import { BadRequestException } from '@nestjs/common';
import { validateSync, type ValidationError } from 'class-validator';
import { parameterMessage } from './bad-parameter.js';
import { instanceOf } from './read-as.js';

/** Independent of the host's pipes. @throws BadRequestException that names each invalid or unknown parameter */
export function checkedByRules<T extends object>(Query: new () => T, parameters: object): T {
  const query = instanceOf(Query, parameters);
  const errors = validateSync(query, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  if (errors.length > 0) throw new BadRequestException(errors.map(messageOf));
  return query;
}

function messageOf({ property, value, constraints = {} }: ValidationError): string {
  if (constraints.whitelistValidation) return parameterMessage(property, 'is not a parameter here');
  return parameterMessage(property, Object.values(constraints)[0] ?? 'is not valid', value);
}
