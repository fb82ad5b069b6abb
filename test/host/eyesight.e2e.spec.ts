import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORMS } from '../support/tracked-app.js';
import { FAULTS, HARMLESS } from './fixtures/faults.js';
import { KINDS, type Kind } from './fixtures/kinds/index.js';
import { HOSTS, type HostName, type OddApp, startOddApp } from './fixtures/odd-app.js';
import { observe } from './fixtures/wire.js';

/** Milliseconds: some faults leave a client without an answer. */
const PATIENCE = 1_000;

const SEEN_BY = [...new Set(FAULTS.map(({ seenBy }) => seenBy))];

function kindNamed(name: string): Kind {
  return KINDS.find(({ kind }) => kind === name)!;
}

describe.each(PLATFORMS)('the comparison on %s', (platform) => {
  const alone = new Map<HostName, OddApp>();
  const harmless = new Map<HostName, OddApp>();

  beforeAll(async () => {
    for (const host of Object.keys(HOSTS) as HostName[]) {
      alone.set(host, await startOddApp(platform, host));
      harmless.set(host, await startOddApp(platform, host, [HARMLESS]));
    }
  });
  afterAll(async () => {
    await Promise.all([...alone.values(), ...harmless.values()].map(({ nest }) => nest.close()));
  });

  it.each(FAULTS.map((fault) => [fault.fault, fault.seenBy, fault.guest] as const))(
    'sees that a guest %s, by "%s"',
    async (_, seenBy, guest) => {
      const { host, steps } = kindNamed(seenBy);
      const faulty = await startOddApp(platform, host, [guest]);
      const without = await observe(alone.get(host)!, steps);
      const together = await observe(faulty, steps, PATIENCE);
      await faulty.nest.close();

      expect(together).not.toEqual(without);
    },
  );

  it.each(SEEN_BY)('sees nothing where a guest does nothing, by "%s"', async (seenBy) => {
    const { host, steps } = kindNamed(seenBy);
    expect(await observe(harmless.get(host)!, steps)).toEqual(await observe(alone.get(host)!, steps));
  });
});
