import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { CORPUS } from './corpus.mjs';

const SIZES: Record<string, [request: number, response: number]> = {
  'login-nested-tokens': [104, 581],
  'login-auth-object': [96, 515],
  'oauth-token': [290, 627],
  'password-change': [107, 72],
  'sessions-with-tokens': [0, 1488],
  'api-keys': [56, 463],
  'connection-credentials': [132, 126],
  'lists-of-secrets': [55, 280],
  'register-echoes-secret': [126, 218],
  'validation-echoes-password': [72, 268],
  'graphql-connection': [400, 2473],
  'graphql-sign-in': [219, 273],
  'graphql-errors': [56, 202],
  'graphql-batch': [295, 243],
  'json-api': [254, 3070],
  hal: [0, 1235],
  odata: [0, 3000],
  'json-schema': [647, 670],
  'open-api': [0, 3387],
  'payment-intent': [200, 598],
  'payment-list': [0, 6792],
  'shop-order': [2045, 2062],
  basket: [565, 1066],
  repository: [167, 3518],
  'push-event': [5213, 15],
  'cluster-deployment': [1005, 1047],
  'cluster-secret': [711, 122],
  'cloud-event': [2169, 27],
  patient: [414, 118],
  observations: [0, 5481],
  'geo-features': [356, 4300],
  'number-series': [1394, 6285],
  'numbers-64-bit': [59, 3539],
  article: [9477, 372],
  'base64-file': [12060, 2152],
  'many-scripts': [675, 1074],
  'escaped-scripts': [732, 794],
  chat: [3198, 939],
  'text-error': [0, 64],
  'html-error': [0, 436],
  'no-content': [0, 0],
  ping: [0, 11],
  'name-value-list': [274, 314],
  'key-value-list': [77, 567],
  'dollar-keys': [185, 1015],
  'json-patch': [162, 153],
  'validation-issues': [35, 252],
  'deep-settings': [2832, 5718],
  translations: [0, 8479],
  'url-form': [447, 29],
  'multipart-form': [2878, 88],
  'list-20-kB': [0, 22085],
  'list-200-kB': [0, 220133],
  'list-of-accounts': [0, 15460],
  'bulk-import': [46706, 5423],
  'log-batch': [14450, 15],
};

describe('the corpus', () => {
  it('has exchanges of different names and routes', () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(40);
    for (const key of ['name', 'path'] as const)
      expect(new Set(CORPUS.map((exchange) => `${exchange.method} ${exchange[key]}`)).size).toBe(CORPUS.length);
  });

  it('is the same whenever it is made', async () => {
    // In a separate process: modules that are reset here would be there twice for the files after this one.
    const program = "import('./corpus.mjs').then(({ CORPUS }) => process.stdout.write(JSON.stringify(CORPUS)))";
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], {
      cwd: import.meta.dirname,
      maxBuffer: 16 * 1024 * 1024,
    });
    expect(stdout).toBe(JSON.stringify(CORPUS));
  });

  it.each(CORPUS)('$name has the size that is expected, and parses', ({ name, request, response }) => {
    expect([request, response].map(({ text }) => Buffer.byteLength(text))).toEqual(SIZES[name]);
    for (const { type, text } of [request, response]) {
      expect(type === '').toBe(text === '');
      if (/\bjson\b/.test(type)) expect(JSON.parse(text)).toBeTypeOf('object');
    }
  });
});
