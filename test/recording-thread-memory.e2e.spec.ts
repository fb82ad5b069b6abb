import { Controller, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { expect, it, onTestFinished } from 'vitest';
import { describeWithMongo } from '../libs/activity-tracker/test/describe-with-mongodb.js';
import { dropDatabase, freshDatabase } from '../libs/activity-tracker/test/mongodb.js';
import { tracked } from './support/tracked-app.js';
import { recordingWorker } from './support/recording-worker.js';

const REQUESTS = 240;
const BODY_BYTES = 900_000;
/** V8 collects what is no longer used in steps of 64 MB, in both threads. */
const MOST_KEPT = 0.5;
/** One look may come right before it does. */
const LAST_LOOKS = 15;

@Controller()
class OrdersController {
  @Post('orders')
  order(): unknown {
    return {};
  }
}

const inWorkerThread = recordingWorker();

describeWithMongo('the memory that the recording thread shares', (uri) => {
  it('is given back after large bodies', async () => {
    const { dbName } = freshDatabase();
    const app = await tracked('express', {
      controllers: [OrdersController],
      configure: (nest) => void (nest as NestExpressApplication).useBodyParser('json', { limit: '1mb' }),
      options: {
        mongo: { uri, dbName },
        capture: { maxBodyBytes: 1_000_000 },
        buffer: { maxBytes: 8 * 1024 * 1024 },
        recording: inWorkerThread(),
      },
    });
    onTestFinished(async () => {
      await app.close();
      await dropDatabase(uri, dbName);
    });
    const text = 'x'.repeat(BODY_BYTES);
    const before = process.memoryUsage().arrayBuffers;
    const looks: number[] = [];
    for (let sent = 0; sent < REQUESTS; sent += 4) {
      const answers = await Promise.all(Array.from({ length: 4 }, () => app.post('/orders', { text }, { as: 7 })));
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
      await app.tracker.flush();
      looks.push(process.memoryUsage().arrayBuffers);
    }
    expect(app.tracker.stats()).toMatchObject({ accepted: REQUESTS, stored: REQUESTS, waiting: 0 });
    expect(Math.min(...looks.slice(-LAST_LOOKS)) - before).toBeLessThan(MOST_KEPT * REQUESTS * BODY_BYTES);
  }, 300_000);
});
