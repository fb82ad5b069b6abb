import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, Get } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { JwksClient } from 'jwks-rsa';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLATFORMS, type TrackedApp } from '../support/tracked-app.js';
import { seen, startHost, unidentified } from './fixtures/host-app.js';

@Controller()
class OrdersController {
  @Get('orders')
  orders(): unknown {
    return [];
  }
}

class Issuer {
  fetches = 0;
  private readonly pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  private readonly server: Server = createServer((_request, response) => {
    this.fetches++;
    const key = { ...this.pair.publicKey.export({ format: 'jwk' }), kid: 'first', alg: 'RS256', use: 'sig' };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [key] }));
  });

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async start(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  token(claims: object, { kid = 'first', key = this.pair.privateKey }: { kid?: string; key?: KeyObject } = {}): string {
    const pem = key.export({ type: 'pkcs8', format: 'pem' }) as string;
    return new JwtService({ privateKey: pem }).sign(claims, { algorithm: 'RS256', keyid: kid, issuer: this.url });
  }
}

/** The recipe of README.md. */
function recipe(issuer: string): ActivityTrackerOptions['jwt'] {
  const keys = new JwksClient({ jwksUri: `${issuer}.well-known/jwks.json`, rateLimit: true });
  const keyIdOf = (token: string) => new JwtService().decode(token, { complete: true })?.header.kid; // @nestjs/jwt

  return {
    algorithms: ['RS256'],
    issuer,
    secretOrKeyProvider: async (_type, token) => (await keys.getSigningKey(keyIdOf(token as string))).getPublicKey(),
  };
}

describe.each(PLATFORMS)('a host with an issuer that publishes its keys, by the README, on %s', (platform) => {
  const issuer = new Issuer();
  let app: TrackedApp;

  beforeEach(async () => {
    await issuer.start();
    app = await startHost(platform, { controllers: [OrdersController], options: { jwt: recipe(issuer.url) } });
  });
  afterEach(async () => {
    await app.close();
    await issuer.stop();
  });

  const call = async (token: string) =>
    (await app.get('/orders', { headers: { authorization: `Bearer ${token}` } })).text();

  it('records the calls of users whose tokens the issuer signed, and fetches its keys once', async () => {
    issuer.fetches = 0;
    await call(issuer.token({ sub: 'auth0|7' }));
    await call(issuer.token({ sub: 'auth0|8' }));
    expect(await seen(app)).toEqual([
      ['auth0|7', 'orders', 200],
      ['auth0|8', 'orders', 200],
    ]);
    expect([issuer.fetches, unidentified(app)]).toEqual([1, {}]);
  });

  it('identifies no user by a token of another signer, or with an unknown key id', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await call(issuer.token({ sub: 7 }, { key: privateKey }));
    await call(issuer.token({ sub: 7 }, { kid: 'second' }));
    expect(await seen(app)).toEqual([]);
    expect(unidentified(app)).toEqual({ badSignature: 1, keyProvider: 1 });
  });
});

describe('the recipe of README.md', () => {
  it('is the one that these tests run', () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
    const [, code = ''] = /<!-- sign-in:jwks -->\s+```ts\n(.*?)```/s.exec(read('../../README.md')) ?? [];
    const lines = code.split('\n').filter((line) => /keys\b/.test(line) || line.includes('keyIdOf ='));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(read('./jwks.e2e.spec.ts')).toContain(line.trim());
  });
});
