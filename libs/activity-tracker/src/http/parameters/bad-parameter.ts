import { BadRequestException } from '@nestjs/common';

const SHOWN_LENGTH = 60;

export function parameterMessage(name: string, rule: string, value?: unknown): string {
  if (value === undefined) return `${shortened(name)} ${rule}`;
  return `${shortened(name)} ${rule}, got ${shortened(JSON.stringify(value))}`;
}

/** 400 in the format of Nest's ValidationPipe. */
export function badParameter(name: string, rule: string, value?: unknown): BadRequestException {
  return new BadRequestException([parameterMessage(name, rule, value)]);
}

function shortened(text: string): string {
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}
