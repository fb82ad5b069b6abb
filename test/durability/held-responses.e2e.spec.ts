import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { InMemoryActivityStore } from 'nestjs-activity-tracker';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../libs/activity-tracker/test/eventually.js';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

const context = new AsyncLocalStorage<string>();

let server: Server | undefined;
/** Id of the request whose context `finish` was emitted in, by request. */
const finishedIn = new Map<string, string | undefined>();
const onDiskAtFinish: boolean[] = [];
let onDisk: () => string;

function raw(given: { raw?: ServerResponse }): ServerResponse {
  const response = given.raw ?? (given as unknown as ServerResponse);
  response.setHeader('content-type', 'application/json');
  return response;
}

@Controller()
class EndingController {
  @Get('reused')
  reused(@Res() response: object): void {
    const bytes = Buffer.from('"what the client gets"');
    raw(response).end(bytes);
    bytes.fill('x');
  }

  @Get('closed')
  closed(@Res() response: object): void {
    raw(response).end('"sent before the connection is closed"');
    server!.closeAllConnections();
  }

  @Get('ended')
  ended(@Res() response: object): void {
    const ended = raw(response);
    ended.end('"sent before the socket ends"');
    ended.socket!.end();
  }

  @Get('context/:id')
  context(@Param('id') id: string, @Res() response: object): void {
    context.run(id, () => {
      const ended = raw(response);
      ended.on('finish', () => {
        finishedIn.set(id, context.getStore());
        onDiskAtFinish.push(onDisk().includes(`/context/${id}`));
      });
      ended.end(JSON.stringify(id));
    });
  }

  @Get('twice')
  twice(@Res() response: object): void {
    const ended = raw(response);
    expect(() => ended.end(7 as never)).toThrow(TypeError);
    ended.end('"the second succeeds"');
  }
}

describe.each(PLATFORMS)(`responses that wait for their record on disk, on %s`, (platform) => {
  let root: string;
  let app: TrackedApp;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'held-'));
    onDisk = () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        .join('');
    app = await tracked(platform, {
      controllers: [EndingController],
      options: {
        storage: { store: new InMemoryActivityStore() },
        // Long enough for no flush to delete a file meanwhile.
        buffer: { spoolDirectory: join(root, 'spool'), interval: 600 },
      },
    });
    server = app.nest.getHttpServer() as Server;
  });
  afterEach(async () => {
    await app.close();
    rmSync(root, { recursive: true, force: true });
  });

  it.each([
    ['reused', 'what the client gets', 'a buffer that the application uses again after end()'],
    ['closed', 'sent before the connection is closed', 'a connection that the application closes after end()'],
    ['ended', 'sent before the socket ends', 'a socket that the application ends after end()'],
    ['twice', 'the second succeeds', 'an end() after one that threw'],
  ])('arrive whole: /%s', async (path, text) => {
    expect(await (await app.fetch(`/${path}`, { as: 7 })).json()).toBe(text);
    await eventually(async () => {
      const record = (await app.records())[0];
      expect(record).toMatchObject({ url_path: `/${path}`, outcome: 'completed', response: text });
    });
  });

  it('finish in the async context of their request, when their record is on disk', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `call-${index}`);
    await Promise.all(ids.map((id) => app.fetch(`/context/${id}`, { as: 7 })));
    expect(Object.fromEntries(finishedIn)).toEqual(Object.fromEntries(ids.map((id) => [id, id])));
    expect(onDiskAtFinish).toEqual(ids.map(() => true));
    finishedIn.clear();
    onDiskAtFinish.length = 0;
  });
});
