import { Controller, Get } from '@nestjs/common';
import { afterEach, describe, expect, it } from 'vitest';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';
import { PLATFORMS, tracked, type TrackedApp } from '../support/tracked-app.js';

@Controller('cards')
class CardsController {
  @Get()
  findAll(): unknown {
    return [];
  }
}

describe.each(PLATFORMS)('names in options on %s', (platform) => {
  let app: TrackedApp;
  afterEach(() => app.close());

  const warningsWith = async (options: ActivityTrackerOptions) => {
    app = await tracked(platform, { controllers: [CardsController], options });
    return app.transcript.lines.filter((line) => line.includes('of the application has that name'));
  };

  it('are warned about at boot, with the nearest name, if no handler has them', async () => {
    const said = await warningsWith({
      capture: {
        skipNamespaces: ['CardController'],
        skipUrlNames: ['findAl', 'CardsController.findAll'],
        trackAnonymousUrlNames: ['CardsControler.findAll'],
        signIns: { signIn: 'email' },
      },
      history: { hiddenUrlNames: ['findall'], eventNames: { fndAll: 'Cards', 'Order shipped': 'Sent' } },
      admin: { urlNames: ['somethingElseEntirely'] },
    });
    const told = (option: string, name: string, kind: string, rest: string) =>
      `${option} holds "${name}", but no ${kind} of the application has that name. ${rest}`;
    const old = 'Keep it only for custom events and older records.';
    expect(said).toEqual([
      told(
        'capture.skipNamespaces',
        'CardController',
        'controller',
        'Did you mean "CardsController"? Correct or remove it.',
      ),
      told('capture.skipUrlNames', 'findAl', 'handler', 'Did you mean "findAll"? Correct or remove it.'),
      told(
        'capture.trackAnonymousUrlNames',
        'CardsControler.findAll',
        'handler',
        'Did you mean "CardsController.findAll"? Correct or remove it.',
      ),
      told('capture.signIns', 'signIn', 'handler', 'Correct or remove it.'),
      told('history.hiddenUrlNames', 'findall', 'handler', `Did you mean "findAll"? ${old}`),
      told('history.eventNames', 'fndAll', 'handler', `Did you mean "findAll"? ${old}`),
      told('admin.urlNames', 'somethingElseEntirely', 'handler', old),
    ]);
  });

  it('are not mentioned if handlers have them', async () => {
    const said = await warningsWith({
      capture: { skipNamespaces: ['CardsController'], skipUrlNames: ['findAll'] },
      history: { eventNames: { 'CardsController.findAll': 'Cards' } },
    });
    expect(said).toEqual([]);
  });
});
