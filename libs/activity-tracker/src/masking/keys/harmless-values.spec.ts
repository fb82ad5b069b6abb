import { describe, expect, it } from 'vitest';
import { FILTERED, Masker } from '../masker.js';

const masker = new Masker();

/** The walk over a copy, the walk over what was parsed, and the pass over the text must agree. */
function maskedInAllWays(given: object): unknown {
  const text = JSON.stringify(given);
  const copied = masker.begin().value(given);
  expect(masker.begin().maskParsedInPlace(JSON.parse(text), text).value).toEqual(copied);
  for (const format of ['json', 'bson'] as const) {
    const session = masker.begin();
    const masked = format === 'json' ? session.json(text) : session.encodedJson(text);
    if (masked) expect('body' in masked ? masked.body.value : JSON.parse(masked.text)).toEqual(copied);
  }
  return copied;
}

describe('under a name of a secret', () => {
  it.each([
    { has_password: true },
    { passwordReset: false },
    { isTokenSent: 'true' },
    { password_attempts: 3 },
    { otpRetries: '2' },
    { tokens: 4096 },
    { cookies: 12, passwords: 0 },
    { token_version: 7 },
    { num_tokens: 4096, numPasswordResets: 2 },
    { pincode: '560 001' },
    { pin_code: 'SW1A 1AA' },
    { pincode: '12345-6789' },
    { shippingPincode: '560001' },
    { 'address[pin_code]': '560001' },
    { city: 'Bengaluru', pincode: 560001 },
    { address: { street: 'MG Road', pinCode: '560001' } },
  ])('stays what is no secret by its value: %j', (given) => {
    expect(maskedInAllWays(given)).toEqual(given);
  });

  it.each([
    { password: true },
    { token: 1 },
    { access: 30 },
    { pin: 1234 },
    { user_pin: 1234 },
    { otp_code: 123456 },
    { pin_num: 1234 },
    { pinNum: '1234' },
    { ssn_num: 123456789 },
    { cvvNum: 123 },
    { 'user[otp_num]': 483920 },
    { password_attempts: 'hunter22' },
    { otpRetries: '123456' },
    { tokens: ['a'] },
    { user_password: 'x' },
    { pincode: '560001' },
    { pincode: '1234', city: 'Bengaluru' },
    { pin: '560001', city: 'Bengaluru' },
    { refresh: false },
  ])('the rest is masked: %j', (given) => {
    const [key] = Object.keys(given);
    expect(maskedInAllWays(given)).toEqual({ ...given, [key!]: FILTERED });
  });

  it('the same holds in a query', () => {
    const url = '/a?has_password=true&password_attempts=3&address[pincode]=560001';
    expect(masker.begin().url(url)).toBe(url);
    expect(masker.begin().url('/a?password=true&pincode=560001')).toBe(`/a?password=${FILTERED}&pincode=${FILTERED}`);
  });
});

describe('keepKeys', () => {
  const kept = new Masker({
    keepKeys: ['pincode', 'device_token', /^x-.*-secret$/, /^user/],
    excludeKeys: ['x-a-secret'],
  });
  const text = (key: string) => JSON.stringify({ [key]: 'abc123' });

  it.each(['pincode', 'pin_code', 'deviceToken', 'x-b-secret', 'userToken', 'user_password'])('keep %s', (key) => {
    const given = { [key]: 'abc123' };
    expect(kept.begin().value(given)).toEqual(given);
    expect(kept.begin().json(text(key))?.text).toBe(text(key));
    expect(kept.begin().encodedJson(text(key))?.body.value).toEqual(given);
    expect(kept.begin().url(`/?${key}=abc123`)).toBe(`/?${key}=abc123`);
  });

  it.each(['authorization', 'Proxy-Authorization', 'cookie', 'Set-Cookie'])('do not keep the header %s', (name) => {
    const keeper = new Masker({ keepKeys: ['authorization', 'cookie', /^(proxy|set)-/i] });
    expect(keeper.begin().headers({ [name]: 'sid=abc123' })).toMatchObject({ value: { [name]: FILTERED } });
    expect(keeper.begin().value({ cookie: 'oatmeal' })).toEqual({ cookie: 'oatmeal' });
  });

  it.each(['my_pincode', 'pin', 'x-a-secret', 'user[password]', 'user[access][0]', 'user.token', 'password', 'access'])(
    'do not keep %s',
    (key) => {
      expect(kept.begin().value({ [key]: 'abc123' })).toEqual({ [key]: FILTERED });
      const inText = kept.begin().json(text(key));
      if (key !== 'my_pincode') expect(inText?.text).toBe(JSON.stringify({ [key]: FILTERED }));
    },
  );
});
