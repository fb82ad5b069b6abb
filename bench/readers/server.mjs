// An app with one ordinary route and the tracker over a log, in its own process.
import { createRequire } from 'node:module';

const { uri, dbName, secret, library } = JSON.parse(/** @type {string} */ (process.argv[2]));
// Of the folder that the library was built in.
const load = createRequire(library);
const built = (/** @type {string} */ name) => import(load.resolve(name));
await built('reflect-metadata');
const { Controller, Get } = await built('@nestjs/common');
const { NestFactory } = await built('@nestjs/core');
const { ActivityTrackerModule, ActivityTrackerService } = await import(library);

class PingController {
  ping() {
    return { pong: true };
  }
}
const { prototype } = PingController;
Get()(prototype, 'ping', Object.getOwnPropertyDescriptor(prototype, 'ping'));
Controller('ping')(PingController);

const app = await NestFactory.create(
  {
    module: function Readers() {},
    controllers: [PingController],
    imports: [
      ActivityTrackerModule.forRoot({
        database: true,
        mongo: { uri, dbName },
        jwt: { secret, algorithms: ['HS256'] },
      }),
    ],
  },
  { logger: ['error', 'warn'] },
);
await app.listen(0, '127.0.0.1');
await app.get(ActivityTrackerService).rebuildStatistics();

/** Milliseconds of CPU between two turns of a timer: what other processes do to this machine does not count. */
/** @type {number[]} */
let held = [];
let before = process.cpuUsage();
setInterval(() => {
  const { user, system } = process.cpuUsage(before);
  before = process.cpuUsage();
  held.push((user + system) / 1_000);
}, 5);

process.on('message', () => {
  process.send?.({ held });
  held = [];
});
process.send?.({ url: await app.getUrl() });
