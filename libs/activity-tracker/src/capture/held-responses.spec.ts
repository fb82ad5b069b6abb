import { createHook } from 'node:async_hooks';
import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Exchange } from './exchange.js';
import { HeldResponses } from './held-responses.js';

it('ends the async scope of each response, so that tracing tools forget it', async () => {
  const scopes = new Set<number>();
  let made = 0;
  const hook = createHook({
    init(id, type) {
      if (type !== 'HeldResponse') return;
      made++;
      scopes.add(id);
    },
    destroy: (id) => void scopes.delete(id),
  }).enable();
  const held = new HeldResponses(() => {});
  for (let index = 0; index < 3; index++) {
    const socket = new Socket();
    held.hold(socket);
    held.add({ isOver: false, endedAt: 0 } as Exchange, socket);
  }
  held.release();
  await nextTurn();
  await nextTurn();
  hook.disable();
  expect([made, scopes.size]).toEqual([3, 0]);
});
