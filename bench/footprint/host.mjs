// A host that boots, tells what that took, and ends. Copied into a folder with its packages; MODE says what it uses.
import inspector from 'node:inspector';
import { performance } from 'node:perf_hooks';

const { MODE: mode, MONGODB_URI: uri } = process.env;
const files = new Set();
if (process.argv.includes('--files')) listFiles();

await import('reflect-metadata');
const { NestFactory } = await import('@nestjs/core');
const imports = [];
if (mode !== 'bare') {
  const { EventEmitterModule } = await import('@nestjs/event-emitter');
  const { JwtModule } = await import('@nestjs/jwt');
  const { ScheduleModule } = await import('@nestjs/schedule');
  await import('@nestjs/mongoose');
  await import('class-validator');
  imports.push(EventEmitterModule.forRoot(), ScheduleModule.forRoot(), JwtModule.register({ secret: 'x'.repeat(32) }));
}
if (mode === 'tracker') {
  const { ActivityTrackerModule } = await import('nestjs-activity-tracker');
  imports.push(
    ActivityTrackerModule.forRoot({
      database: true,
      mongo: { uri, dbName: 'footprint' },
      jwt: { secret: 'x'.repeat(32), algorithms: ['HS256'] },
    }),
  );
}
const root = { module: function AppModule() {}, imports };
const app = await NestFactory.create(root, { logger: false });
await app.listen(0, '127.0.0.1');
const bootMs = performance.now();
const { rss } = process.memoryUsage();
const own = [...files].filter((file) => file.includes('/nestjs-activity-tracker/'));
process.stdout.write(`\n${JSON.stringify({ bootMs, rss, files: files.size, ownFiles: own.length })}\n`, () =>
  process.exit(),
);

function listFiles() {
  const session = new inspector.Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params: { url } }) => {
    if (url.startsWith('file:') || url.startsWith('/')) files.add(url);
  });
  session.post('Debugger.enable');
}
