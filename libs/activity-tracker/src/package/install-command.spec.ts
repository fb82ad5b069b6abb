import { describe, expect, it } from 'vitest';
import { NEST_11_PEERS, NEST_12_PEERS } from '../../../../test/packages/installs/peers.mjs';
import { installCommand } from './install-command.js';

describe('installCommand()', () => {
  it.each(Object.keys(NEST_12_PEERS))('names the version of %s that fits Nest 11', (name) => {
    const major = /\d+/.exec((NEST_11_PEERS as Record<string, string>)[name] ?? '')?.[0];
    expect(installCommand(name, '11.1.6')).toBe(`npm install ${name}@${major}`);
  });

  it.each([
    ['@nestjs/jwt', '12.0.1'],
    ['@nestjs/jwt', 'of a bundle'],
    ['prom-client', '11.1.6'],
  ])('names no version of %s for Nest %s', (name, nest) => {
    expect(installCommand(name, nest)).toBe(`npm install ${name}`);
  });
});
