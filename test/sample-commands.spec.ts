import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { run } from '../libs/activity-tracker/src/cli/run.js';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';

describeWithMongo('the help desk at the command line', (uri) => {
  const root = fileURLToPath(new URL('../apps/sample-sessions/src/root.module.ts', import.meta.url));

  it('its handlers are listed, and its options and MongoDB are looked at', async () => {
    const names = await run(['url-names', root, '--json']);
    expect(names.error).toBe('');
    expect(JSON.parse(names.output)).toMatchObject({ signIn: 'Sign in', close: 'Close ticket' });
    const { output, exitCode } = await run(['doctor', root, '--uri', uri, '--db', `desk-${randomUUID()}`]);
    expect(output).toMatch(/^OK +options/m);
    expect(output).toMatch(/^OK +server/m);
    // The application, which creates indexes, has not run.
    expect(exitCode).toBe(2);
  });
});
