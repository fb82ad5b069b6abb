import { mongo } from 'mongoose';
import { expect, it } from 'vitest';
import { connectionRemedy } from './connection-fault.js';

const server = (code: string) => ({ error: { cause: { code } } });
const selection = (type: string, servers: [string, object][] = [], setName: string | null = null) =>
  Object.assign(new Error('Server selection timed out'), { reason: { type, setName, servers: new Map(servers) } });

it.each<[string, unknown, RegExp | undefined]>([
  ['a certificate file that is missing', { code: 'ENOENT', syscall: 'open' }, /tlsCAFile/],
  ['a self-signed certificate', selection('Unknown', [['a', server('DEPTH_ZERO_SELF_SIGNED_CERT')]]), /certificate authority/],
  ['a certificate of another host', selection('Unknown', [['a', server('ERR_TLS_CERT_ALTNAME_INVALID')]]), /certificate authority/],
  ['another replica set', selection('ReplicaSetNoPrimary', [], 'rs0'), /replica set "rs0"/],
  ['a compression that is not installed', new mongo.MongoMissingDependencyError('`snappy` not found', { cause: new Error('x'), dependencyName: 'snappy' }), /^Install that module, or remove/],
  ['load balancing that the server lacks', new mongo.MongoCompatibilityError('the server does not support this mode'), /server that supports it/],
  ['a replica set without a primary', selection('ReplicaSetNoPrimary', [['a', server('ECONNREFUSED')]], 'rs0'), undefined],
  ['a server that is down', selection('Unknown', [['a', server('ECONNREFUSED')]]), undefined],
  ['a name that is not found', { code: 'ENOTFOUND', syscall: 'querySrv' }, undefined],
  ['a socket that is missing', { code: 'ENOENT', syscall: 'connect' }, undefined],
  ['nothing', null, undefined],
])('%s', (_, error, remedy) => {
  const told = connectionRemedy(error);
  if (remedy) expect(told).toMatch(remedy);
  else expect(told).toBeUndefined();
}); // prettier-ignore
