import { describe, expect, it } from 'vitest';
import { isCardNumber, maskCardNumbers } from './card-number.js';
import { FILTERED } from './markers.js';

/** With its check digit. */
function luhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return digits + String((10 - (sum % 10)) % 10);
}
const mask = (text: string) => maskCardNumbers(text, () => undefined);

describe('a number that passes the checksum as a card does', () => {
  it.each([
    ['IMEI', luhn('35209900176148')],
    ['IMEI of an older range', luhn('50123400176148')],
    ['IMEI of another range', luhn('86123400176148')],
    ['ICCID of a SIM', luhn('891004234814455936')],
    ['order number with date', luhn('250614093015004')],
    ['order number with date and year', luhn('202506140930150')],
    ['order number of a range without cards', luhn('700000123456789')],
    ['time stamp in ms', luhn('170000000000')],
    ['time stamp in µs', luhn('170000000000000')],
    ['time stamp in ns', luhn('170000000000000000')],
    ['German phone number', luhn('491511234567')],
    ['Indonesian phone number', luhn('628123456789')],
    ['British phone number with zeros', luhn('004479111234')],
    ['phone number in groups', '+49 1511 234 5678 0'],
    ['thirteen digits', '4222222222222'],
    ['EAN', luhn('401234567890')],
    ['snowflake id', luhn('112233445566778899')],
    ['groups of another kind', '41 11 11 11 11 11 11 11'],
  ])('%s: stays', (_, number) => {
    expect(isCardNumber(number)).toBe(false);
    expect(mask(`no ${number}.`)).toBe(`no ${number}.`);
  });

  it.each([
    ['Visa', '4111111111111111'],
    ['Mastercard', '5500000000000004'],
    ['Mastercard of the second range', '2223003122003222'],
    ['American Express', '378282246310005'],
    ['Diners Club', '30569309025904'],
    ['Discover', '6011111111111117'],
    ['JCB', '3530111333300000'],
    ['UnionPay', luhn('620000000000000')],
    ['UnionPay of 19 digits', luhn('620000000000000000')],
    ['Maestro', '6304000000000000000'],
  ])('%s is masked', (_, number) => {
    expect(isCardNumber(number)).toBe(true);
    expect(mask(`no ${number}.`)).toBe(`no ${FILTERED}.`);
  });

  it.each([
    ['in groups', '4111 1111 1111 1111', FILTERED],
    ['in groups of another network', '3782-822463-10005', FILTERED],
    ['of an old length in groups', '4222 2222 2222 2', FILTERED],
    ['of an old length behind its name', 'card: 4222222222222', `card: ${FILTERED}`],
    ['of a rare range behind its name', `Maestro ${luhn('50123400176148')}`, `Maestro ${FILTERED}`],
  ])('a card %s', (_, text, masked) => {
    expect(mask(text)).toBe(masked);
  });
});
