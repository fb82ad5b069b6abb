import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../libs/activity-tracker/src/cli/commands.js';
import { APPS, calledCommands, UsedInApps } from './support/used-in-apps.js';

describe('the two samples together', () => {
  let samples: UsedInApps;
  // The type checker reads both samples and the library.
  beforeAll(() => void (samples = UsedInApps.ofSamples()), 120_000);

  it('use every option', () => expect(samples.unusedOptions()).toEqual([]));

  it('use every decorator, method and other value for applications', () => expect(samples.unusedExports()).toEqual([]));

  it('use every command', () => {
    const scripts = APPS.flatMap((app) => {
      const file = fileURLToPath(new URL(`../${app}/package.json`, import.meta.url));
      const { scripts = {} } = JSON.parse(readFileSync(file, 'utf8')) as { scripts?: Record<string, string> };
      return Object.values(scripts);
    });
    const called = calledCommands(scripts);
    expect(Object.keys(COMMANDS).filter((command) => !called.has(command))).toEqual([]);
  });
});

describe('the search for unused parts of the library', () => {
  const SOURCE = `
    import { type ActivityTrackerOptions, ActivityTrackerModule, ActivityTrackerService, SkipActivity, TrackAnonymous } from 'nestjs-activity-tracker';
    // ActivityTrackerModule.forRoot({ signal: true, geo: { database: false } }); @ActivityEvent('x')
    const text = 'storage: { bodyFormat }, @SignIn("email")';
    const other = { geo: { database: 'a namesake' }, jwt: { secret: text } };
    class ActivityEvent {}
    const interval = 2;
    const options: ActivityTrackerOptions = {
      database: true,
      ...(text && { mongo: { uri: text } }),
      buffer: { interval },
    };
    ActivityTrackerModule.forRoot({ ...options, prefix: 'audit' });
    @SkipActivity()
    export class Shop {
      constructor(private readonly tracker: ActivityTrackerService) {}
      now = () => [this.tracker.stats(), other, new ActivityEvent()];
    }
  `;
  let found: UsedInApps;
  beforeAll(() => void (found = UsedInApps.ofSource(SOURCE)), 120_000);

  it('finds options where they are given: directly, in a spread, by shorthand and next to the options', () => {
    const unused = found.unusedOptions();
    for (const given of ['database', 'mongo.uri', 'buffer.interval', 'prefix']) expect(unused).not.toContain(given);
  });

  it('is not taken in by comments, texts and namesakes', () => {
    const options = ['signal', 'geo.database', 'jwt.secret', 'storage.bodyFormat', 'isGlobal', 'buffer.maxSize'];
    expect(found.unusedOptions()).toEqual(expect.arrayContaining(options));
    expect(found.unusedExports()).toEqual(
      expect.arrayContaining(['ActivityEvent', 'SignIn', 'TrackAnonymous', 'ActivityTrackerService.flush()']),
    );
  });

  it('finds decorators, and methods that are called', () => {
    const unused = found.unusedExports();
    for (const used of ['SkipActivity', 'ActivityTrackerModule', 'ActivityTrackerModule.forRoot()'])
      expect(unused).not.toContain(used);
    expect(unused).not.toContain('ActivityTrackerService.stats()');
    expect(unused).toContain('ActivityTrackerModule.forRootAsync()');
  });

  it('finds a command by its place behind the program', () => {
    expect(calledCommands(['node dist/cli.js doctor a.js', 'echo url-names'])).toEqual(new Set(['doctor']));
  });
});
