import { Test } from '@nestjs/testing';
import { ActivityTrackerService } from 'nestjs-activity-tracker';
import { AppController } from './app.controller';
import { AppService } from './app.service';

describe('AppController', () => {
  it('is made with the tracker mocked', async () => {
    const tracker = { provide: ActivityTrackerService, useValue: { stats: () => ({ failed: 0 }) } };
    const app = await Test.createTestingModule({
      controllers: [AppController],
      providers: [AppService, tracker],
    }).compile();
    expect(app.get(AppController).getHello()).toBe('Hello World!');
    expect(app.get(AppController).skipped()).toBe('failed: 0');
  });
});
