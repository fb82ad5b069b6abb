import { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { recordedActivity } from 'nestjs-activity-tracker/testing';
import request from 'supertest';
import { App } from 'supertest/types';
import { AppModule } from './../src/app.module';

describe('AppController (e2e)', () => {
  let app: INestApplication<App>;

  beforeEach(async () => {
    const moduleFixture = await Test.createTestingModule({ imports: [AppModule] }).compile();
    app = moduleFixture.createNestApplication();
    await app.init();
  });

  it.each([1, 2])('records GET /, in application %i', async () => {
    await request(app.getHttpServer()).get('/').expect(200).expect('Hello World!');
    await request(app.getHttpServer()).get('/skipped').expect(200);
    expect(await recordedActivity(app)).toMatchObject([
      { namespace: 'AppController', url_name: 'getHello', status_code: 200, user_id: 7 },
    ]);
    const health = await request(app.getHttpServer())
      .get('/activity-logs/admin/api/health')
      .set({ 'x-activity-tracker': '1', 'sec-fetch-site': 'same-origin' })
      .expect(200);
    const { recording_thread: thread } = health.body as { recording_thread: { used: string } };
    expect(thread.used).toBe(process.env.RECORDS_URI ? 'worker' : 'main');
  });

  afterEach(async () => {
    await app.close();
  });
});
