import { expect, it } from 'vitest';
import { de } from '../src/i18n/messages/de';
import { Translator } from '../src/i18n/translate';
import { fieldsOf } from '../src/session/login';

const german = new Translator('de', de);
const labelsOf = (fields: Parameters<typeof fieldsOf>[0]['fields']) =>
  fieldsOf({ url: '/auth/login', fields, tokenPath: 'access' }, (key) => german.write(key)).map(({ label }) => label);

it('calls usual fields of a sign-in as the language does', () =>
  expect(labelsOf(['email', 'userName', 'password'])).toEqual(['E-Mail', 'Benutzername', 'Passwort']));

it('calls the others by their names', () =>
  expect(labelsOf(['tenantId', 'cost_centre', 'constructor'])).toEqual(['Tenant id', 'Cost centre', 'Constructor']));

it('leaves a label as the host wrote it', () =>
  expect(labelsOf([{ name: 'email', label: 'your address' }])).toEqual(['your address']));
