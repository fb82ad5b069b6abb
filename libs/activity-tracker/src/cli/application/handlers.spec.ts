import { Controller, Get, Module, Post, SetMetadata } from '@nestjs/common';
import { expect, it } from 'vitest';
import { ACCESS_RULES } from '../../http/access/access-rules.js';
import { HISTORY_AUDIT } from '../../history/history-audit.js';
import { HistoryController, historyControllerAt } from '../../history/history.controller.js';
import { HistoryGuard } from '../../http/access/history.guard.js';
import { HISTORY_OPTIONS } from '../../history/history.options.js';
import { HistoryService } from '../../history/history.service.js';
import { Permissions } from '../../http/access/permissions.js';
import { QueryGate } from '../../http/gates/query-gate.js';
import { StalledReaders } from '../../http/gates/stalled-readers.js';
import { REQUEST_AUTHENTICATOR } from '../../http/access/request-authenticator.js';
import { PERMISSION_NAMES } from '../../http/access/rights.js';
import { ACTIVITY_EVENT, SKIP_ACTIVITY } from '../../record/metadata-keys.js';
import { VISIBLE_RECORDS } from '../../storage/visible-records.js';
import { handlersOf } from './handlers.js';

class BaseController {
  @Get()
  list(): void {}

  notARoute(): void {}
}

@Controller('orders')
class OrdersController extends BaseController {
  @Post()
  @SetMetadata(ACTIVITY_EVENT, 'Place an order')
  create(): void {}

  @Get('ping')
  @SetMetadata(SKIP_ACTIVITY, true)
  ping(): void {}
}

@Controller('internal')
@SetMetadata(SKIP_ACTIVITY, true)
class InternalController {
  @Get()
  hidden(): void {}

  @Get('seen')
  @SetMetadata(SKIP_ACTIVITY, false)
  seen(): void {}
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

@Module({
  imports: [OrdersModule],
  // OrdersController a second time: it is listed once.
  controllers: [OrdersController, InternalController, HistoryController, historyControllerAt('audit')],
  providers: [
    HistoryGuard,
    HistoryService,
    Permissions,
    QueryGate,
    StalledReaders,
    ...[VISIBLE_RECORDS, HISTORY_AUDIT, HISTORY_OPTIONS, ACCESS_RULES, PERMISSION_NAMES, REQUEST_AUTHENTICATOR].map(
      (provide) => ({
        provide,
        useValue: {},
      }),
    ),
  ],
})
class AppModule {}

it('lists the recorded handlers of all modules, inherited ones too, and none of the library', async () => {
  expect(await handlersOf(AppModule)).toEqual([
    { namespace: 'OrdersController', urlName: 'create', title: 'Place an order' },
    { namespace: 'OrdersController', urlName: 'list' },
    { namespace: 'InternalController', urlName: 'seen' },
  ]);
});
