import { type ModuleRef, ModulesContainer } from '@nestjs/core';
import type { Connection } from 'mongoose';
import type { ResolvedOptions } from '../../activity-tracker.options.js';
import { nearestName } from '../../common/nearest-name.js';
import { installCommand } from '../../package/install-command.js';
import { ActivityTrackerOptionsError } from './resolve-options.js';

/** Value of `getConnectionToken()` of @nestjs/mongoose, an optional package. */
const DEFAULT_TOKEN = 'DatabaseConnection';

/** @param name of a `MongooseModule` connection; `default` is the unnamed one @throws ActivityTrackerOptionsError */
export function hostConnection(modules: ModuleRef, name: string): Connection {
  const token = name === 'default' || name === DEFAULT_TOKEN ? DEFAULT_TOKEN : `${name}Connection`;
  try {
    return modules.get<Connection>(token, { strict: false });
  } catch {
    const nearest = nearestName(name, connectionNames(modules));
    throw new ActivityTrackerOptionsError([
      `mongo.connectionName is "${name}": must be the name of a MongooseModule connection of this application. ${
        nearest ? `Did you mean "${nearest}"? ` : ''
      }Import MongooseModule.forRoot(uri, { connectionName: "${name}" }) of @nestjs/mongoose (${installCommand('@nestjs/mongoose')}), or correct the name.`,
    ]);
  }
}

/** Does not wait for the server. @throws ActivityTrackerOptionsError */
export function assertHostConnection(modules: ModuleRef, { mongo, storage }: ResolvedOptions): void {
  if (storage.store || mongo?.connectionName === undefined) return;
  const { name } = hostConnection(modules, mongo.connectionName);
  const { dbName } = mongo;
  if (dbName !== undefined && name && name !== dbName && name.toLowerCase() === dbName.toLowerCase()) {
    throw new ActivityTrackerOptionsError([
      `mongo.dbName is "${dbName}", but the connection "${mongo.connectionName}" uses the database "${name}": MongoDB rejects database ` +
        'names that differ only by case. Use the same spelling.',
    ]);
  }
}

function connectionNames(modules: ModuleRef): string[] {
  const tokens = [...modules.get(ModulesContainer, { strict: false }).values()].flatMap(({ providers }) => [
    ...providers.keys(),
  ]);
  return tokens
    .filter((token): token is string => typeof token === 'string' && token.endsWith('Connection'))
    .map((token) => (token === DEFAULT_TOKEN ? 'default' : token.slice(0, -'Connection'.length)));
}
