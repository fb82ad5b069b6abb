import { type DynamicModule, Inject, Module, Scope, type Type } from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import { ActivityTrackerModule, type ActivityTrackerOptions, ActivityTrackerService } from 'nestjs-activity-tracker';
import { describe, expect, it } from 'vitest';

type Import = Type | DynamicModule;

const SECRET = 'a secret that no message may show';
const jwt = { secret: SECRET, algorithms: ['HS256'] };
const uri = 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100';

const forRoot = (options: unknown): Import => ActivityTrackerModule.forRoot(options as ActivityTrackerOptions);
const forRootAsync = (options: unknown): Import => ActivityTrackerModule.forRootAsync(options as never);

@Module({ imports: [ActivityTrackerModule] })
class FeatureModule {}

function ofMethods(_target: object, _name?: string, descriptor?: PropertyDescriptor): void {
  if (descriptor === undefined) throw new Error('it has no descriptor');
}

class WithoutCreate {
  options = (): object => ({});
}

@Module({
  providers: [{ provide: 'tenant', scope: Scope.REQUEST, useFactory: () => 'acme' }, WithoutCreate],
  exports: ['tenant', WithoutCreate],
})
class SettingsModule {}

async function bootError(imports: () => Import[]): Promise<string> {
  try {
    @Module({ imports: imports() })
    class AppModule {}
    const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    await app.init();
    await app.close();
  } catch (error) {
    const { message } = error as Error;
    return message.replace('ActivityTrackerModule cannot start with these options:\n', '').replaceAll(/^ {2}- /gm, '');
  }
  throw new Error('the application has started');
}

const importing: [title: string, imports: () => Import[], message: string][] = [
  ['forRoot() with null', () => [forRoot(null)], 'forRoot() was given null: must be an object of options. Call forRoot({ … }).'],
  ['forRoot() with a promise', () => [forRoot(Promise.resolve({}))], 'forRoot() was given a promise: must be an object of options. Call forRootAsync({ useFactory }) for options that a function makes.'],
  ['forRoot() with a function', () => [forRoot(() => ({}))], 'forRoot() was given a function: must be an object of options. Call forRootAsync({ useFactory }) for options that a function makes.'],
  ['forRoot() with a factory', () => [forRoot({ useFactory: () => ({}) })], 'forRoot() was given useFactory: must be the options themselves. Call forRootAsync({ useFactory }).'],
  ['a prefix that ends in a slash', () => [forRoot({ prefix: 'audit/' })], 'prefix is "audit/": must be a path such as audit or internal/audit, of letters, digits, "-", "_", "." and "~", without a slash at its ends. Write "audit".'],
  ['a prefix that begins with a slash', () => [forRoot({ prefix: '/audit' })], 'prefix is "/audit": must be a path such as audit or internal/audit, of letters, digits, "-", "_", "." and "~", without a slash at its ends. Write "audit".'],
  ['a prefix that is a number', () => [forRoot({ prefix: 5 })], 'prefix is 5: must be a path such as audit or internal/audit, of letters, digits, "-", "_", "." and "~", without a slash at its ends. Correct it, or remove it to use the default, "activity-logs".'],
  ['a prefix with a parameter', () => [forRootAsync({ prefix: ':tenant', useFactory: () => ({}) })], 'prefix is ":tenant": must be a path such as audit or internal/audit, of letters, digits, "-", "_", "." and "~", without a slash at its ends. Correct it, or remove it to use the default, "activity-logs".'],
  ['isGlobal as a text', () => [forRoot({ isGlobal: 'yes' })], 'isGlobal is "yes": must be true or false. Correct it, or remove it to use the default, true.'],
  ['a decorator of methods', () => [forRoot({ decorators: [ofMethods] })], 'decorators holds one that fails on a controller (it has no descriptor): must hold class decorators. Remove those of methods and parameters.'],
  ['forRootAsync() without a factory', () => [forRootAsync({})], 'forRootAsync() was given no source of options: must be exactly one of useFactory, useClass, useExisting. Call forRootAsync({ useFactory: () => ({ … }) }).'],
  ['forRootAsync() with a misspelt key', () => [forRootAsync({ useFactroy: () => ({}) })], 'forRootAsync() does not know "useFactroy". Did you mean useFactory? Return options from the factory; next to it are allowed only useFactory, useClass, useExisting, inject, imports, provideInjectionTokensFrom, prefix, isGlobal, decorators.\nforRootAsync() was given no source of options: must be exactly one of useFactory, useClass, useExisting. Call forRootAsync({ useFactory: () => ({ … }) }).'],
  ['forRootAsync() with an option next to the factory', () => [forRootAsync({ database: true, useFactory: () => ({}) })], 'forRootAsync() does not know "database". Return options from the factory; next to it are allowed only useFactory, useClass, useExisting, inject, imports, provideInjectionTokensFrom, prefix, isGlobal, decorators.'],
  ['forRootAsync() with options in place of a factory', () => [forRootAsync({ useFactory: { database: true } })], 'forRootAsync() was given useFactory: {"database":true}: must be a function that returns the options. Correct it.'],
  ['forRootAsync() with two sources', () => [forRootAsync({ useFactory: () => ({}), useClass: FeatureModule })], 'forRootAsync() was given useFactory and useClass: must be exactly one of useFactory, useClass, useExisting. Call forRootAsync({ useFactory: () => ({ … }) }).'],
  ['the module without forRoot()', () => [ActivityTrackerModule], 'a module imports ActivityTrackerModule itself: must be imported by forRoot() or forRootAsync(), once, in the root module. Write ActivityTrackerModule.forRoot({ … }) there, and remove it from the imports of other modules: ActivityTrackerService is injectable everywhere.'],
  ['the module without forRoot() in a feature module', () => [forRoot({}), FeatureModule], 'a module imports ActivityTrackerModule itself: must be imported by forRoot() or forRootAsync(), once, in the root module. Write ActivityTrackerModule.forRoot({ … }) there, and remove it from the imports of other modules: ActivityTrackerService is injectable everywhere.'],
  ['forRoot() twice', () => [forRoot({ signal: true }), forRoot({ signal: false })], 'ActivityTrackerModule was configured 2 times: must be once. The options differ in signal. Call forRoot() or forRootAsync() once, in the root module; ActivityTrackerService is injectable in every module.'],
  ['a factory that returns nothing', () => [forRootAsync({ useFactory: () => undefined })], 'the options are undefined: must be an object. Return one from the factory.'],
  ['a factory that returns a list', () => [forRootAsync({ useFactory: () => [{ database: true }] })], 'the options are an array: must be an object. Return one from the factory.'],
  ['a class without create()', () => [forRootAsync({ useClass: WithoutCreate })], 'forRootAsync() was given the class WithoutCreate to make the options: must have a method create(). Write class TrackerConfig implements ActivityTrackerOptionsFactory { create() { return { … } } }.'],
  ['a provider without create()', () => [forRootAsync({ imports: [SettingsModule], useExisting: WithoutCreate })], 'forRootAsync() was given the class WithoutCreate to make the options: must have a method create(). Write class TrackerConfig implements ActivityTrackerOptionsFactory { create() { return { … } } }.'],
  ['options from a request-scoped provider', () => [forRootAsync({ imports: [SettingsModule], inject: ['tenant'], useFactory: () => ({}) })], 'forRootAsync() makes the options from a request-scoped provider: must depend on none, because the tracker starts before the first request. Inject providers without a scope, such as ConfigService; resolveUser has the request.'],
  ['a factory that returns the prefix', () => [forRootAsync({ useFactory: () => ({ prefix: 'audit' }) })], 'prefix was returned by the factory: must be given next to it, because Nest needs it before it calls the factory. Write forRootAsync({ prefix, useFactory }).'],
]; // prettier-ignore

const options: [title: string, options: object, message: string][] = [
  ['a secret that the environment does not hold', { jwt: { secret: undefined, algorithms: ['HS256'] } }, 'jwt.secret is undefined: must be a key. Set the variable that it is read from, and check that the environment is loaded before ActivityTrackerModule.forRoot() reads it.'],
  ['a public key that the environment does not hold', { jwt: { publicKey: undefined, algorithms: ['RS256'] } }, 'jwt.publicKey is undefined: must be a key. Set the variable that it is read from, and check that the environment is loaded before ActivityTrackerModule.forRoot() reads it.'],
  ['an empty secret', { jwt: { ...jwt, secret: '' } }, 'jwt.secret is "": must be a text or a Buffer that is not empty. Correct it.'],
  ['a secret that is a number', { jwt: { ...jwt, secret: 12345678 } }, 'jwt.secret is (not shown): must be a text or a Buffer that is not empty. Correct it.'],
  ['no key', { jwt: { algorithms: ['HS256'] } }, 'jwt has no key. Give exactly one of secret, publicKey and secretOrKeyProvider.'],
  ['two keys', { jwt: { ...jwt, secretOrKeyProvider: () => SECRET } }, 'jwt has secret and secretOrKeyProvider. Give exactly one of secret, publicKey and secretOrKeyProvider.'],
  ['no algorithms', { jwt: { secret: SECRET } }, 'jwt.algorithms is undefined: must list the signature algorithms to accept, such as ["HS256"]. Give it a value.'],
  ['the algorithm none', { jwt: { ...jwt, algorithms: ['none'] } }, 'jwt.algorithms is ["none"]: must hold only HS256, HS384, HS512, RS256, RS384, RS512, ES256, ES384, ES512, PS256, PS384, PS512. Correct it.'],
  ['algorithms of both kinds', { jwt: { ...jwt, algorithms: ['HS256', 'RS256'] } }, 'jwt.algorithms mixes HS256 with RS256: a public key could then pass for a shared secret. Keep one kind.\njwt.algorithms holds RS256, which need jwt.publicKey, but jwt.secret is given. Give the public key, or HS256.'],
  ['a secret for RS256', { jwt: { ...jwt, algorithms: ['RS256'] } }, 'jwt.algorithms holds RS256, which need jwt.publicKey, but jwt.secret is given. Give the public key, or HS256.'],
  ['a public key that cannot be read', { jwt: { publicKey: SECRET, algorithms: ['RS256'] } }, 'jwt.publicKey (not shown) cannot be read as a public key. Give it in PEM, from -----BEGIN to -----END, with its line breaks.'],
  ['a list of no claims', { jwt: { ...jwt, userIdKey: [] } }, 'jwt.userIdKey is []: must be the name of a claim, or a list of names, none of them empty. Correct it, or remove it to use the default, ["user_id","sub","userId","id"].'],
  ['a payload key that is a field of the record', { jwt: { ...jwt, payloadKeys: ['body'] } }, 'jwt.payloadKeys holds "body", which is a field of the record itself. Remove it, or store the claim under another name, such as { "body": "claim_body" }.'],
  ['a misspelt option', { databse: true }, 'databse is not an option. Did you mean database? Correct or remove it.'],
  ['a misspelt option of a group', { buffer: { maxSze: 5 } }, 'buffer.maxSze is not an option. Did you mean buffer.maxSize? Correct or remove it.'],
  ['a group that is no object', { buffer: 5 }, 'buffer is 5: must be an object. Remove it to use the defaults.'],
  ['a connection string where a group belongs', { database: true, mongo: uri }, 'mongo is (not shown): must be an object. Write mongo: { uri, dbName }.'],
  ['a secret where a group belongs', { jwt: SECRET }, 'jwt is (not shown): must be an object. Write jwt: { secret, algorithms }.'],
  ['an option that is null', { storage: { retentionDays: null } }, 'storage.retentionDays is null: must have a value. Give it a value, or remove it.'],
  ['a text for a boolean', { database: 'true' }, 'database is "true": must be true or false. Correct it, or remove it to use the default, false.'],
  ['nowhere to store', { database: true }, 'database is true, but no store is configured. Give mongo: { uri, dbName }, or storage: { store }, or set database to false.'],
  ['a group that is not there yet', { database: true, mongo: undefined }, 'database is true, but mongo is undefined: must have a value. Check where it is read from, and that it is there before the options are made.'],
  ['a store that is not there yet', { database: true, storage: { store: undefined } }, 'database is true, but storage.store is undefined: must have a value. Check where it is read from, and that it is there before the options are made.'],
  ['a connection string that the environment does not hold', { database: true, mongo: { uri: undefined } }, 'mongo.uri is undefined: must be a connection string that begins with mongodb:// or mongodb+srv://, unless connectionName is given. Give it a value; check the environment that it is read from.'],
  ['a connection string without a scheme', { mongo: { uri: 'localhost:27017' } }, 'mongo.uri is (not shown): must be a connection string that begins with mongodb:// or mongodb+srv://, unless connectionName is given. Correct it.'],
  ['a connection string that the driver refuses', { mongo: { uri: 'mongodb://ann:hunter22@127.0.0.1:port' } }, "mongo.uri is (not shown): must be valid for MongoDB's driver, which reports: Unable to parse 127.0.0.1:port with URL. Correct it."],
  ['both a connection string and a connection', { mongo: { uri, connectionName: 'default' } }, 'mongo.connectionName is "default": must be omitted if uri is set. Correct it.'],
  ['a connection that does not exist', { database: true, mongo: { connectionName: 'main' } }, 'mongo.connectionName is "main": must be the name of a MongooseModule connection of this application. Import MongooseModule.forRoot(uri, { connectionName: "main" }) of @nestjs/mongoose (npm install @nestjs/mongoose), or correct the name.'],
  ['a database that differs by case', { mongo: { uri: 'mongodb://127.0.0.1/Shop', dbName: 'shop' } }, 'mongo.dbName is "shop", and mongo.uri names the database "Shop": MongoDB rejects database names that differ only by case. Use the same spelling.'],
  ['a collection of the system', { mongo: { uri, collectionName: 'system.views' } }, 'mongo.collectionName is "system.views": must not be empty, contain $, NUL or an empty part between dots, or begin with "system.". Correct it, or remove it to use the default, "activity_logs".'],
  ['a retention of zero days', { storage: { retentionDays: 0 } }, 'storage.retentionDays is 0: must be a number of days from 0.001 to 24,855; omit it to keep records. Correct it.'],
  ['a store without methods', { storage: { store: { insert: 1 } } }, 'storage.store is {"insert":1}: must be an object with the methods open, insert, find, count, aggregate, close. Correct it.'],
  ['a buffer smaller than a body', { buffer: { maxBytes: 65_536 }, capture: { maxBodyBytes: 1_000_000 } }, 'buffer.maxBytes is 65536: must be at least capture.maxBodyBytes, 1000000, or a record with one long body never fits. Raise buffer.maxBytes, or lower capture.maxBodyBytes.'],
  ['a method in small letters', { capture: { methods: ['get'] } }, 'capture.methods is ["get"]: must be an array of HTTP methods in capitals, such as ["GET", "POST"]. Correct it, or remove it to use the default, [].'],
  ['a name where a list belongs', { capture: { skipUrlNames: 'ping' } }, 'capture.skipUrlNames is "ping": must be an array of handler names, such as ["ping", "HealthController.check"]. Correct it, or remove it to use the default, [].'],
  ['sign-ins as a list', { capture: { signIns: ['login'] } }, 'capture.signIns is ["login"]: must be an object of body fields by handler, such as { \'AuthController.login\': \'email\' }. Correct it, or remove it to use the default, {}.'],
  ['a host that is a URL', { capture: { allowedHosts: ['https://shop.example'] } }, 'capture.allowedHosts is ["https://shop.example"]: must be an array of host names without port, such as ["api.example.com", ".example.org"]. Correct it, or remove it to use the default, [].'],
  ['a page of no records', { history: { limit: 0 } }, 'history.limit is 0: must be a whole number from 1 to 10,000. Correct it, or remove it to use the default, 100.'],
  ['permissions as a list', { history: { permission: ['view'] } }, 'history.permission is ["view"]: must be the name of a permission. Correct it, or remove it to use the default, "activity_tracker.view_activity_log".'],
  ['a right that does not exist', { admin: { permissions: { read: 'view' } } }, 'admin.permissions is {"read":"view"}: must be an object of names of permissions, its keys among view, bodies, export, erase, audit; "read" is not one of them. Correct it, or remove it to use the default, {}.'],
  ['rights by the names of their permissions', { admin: { permissions: { view_bodies: 'b', audits: 'a' } } }, 'admin.permissions is {"view_bodies":"b","audits":"a"}: must be an object of names of permissions, its keys among view, bodies, export, erase, audit; "view_bodies" is not one of them (did you mean "bodies"?); "audits" is not one of them (did you mean "audit"?). Correct it, or remove it to use the default, {}.'],
  ['a color that the panel does not have', { admin: { colors: { acent: '#0f766e' } } }, 'admin.colors is {"acent":"#0f766e"}: must have the panel\'s colors as keys; "acent" is not one of them (did you mean "accent"?): accent, accent-soft, accent-strong, bad, bad-bar, bad-soft, focus, good, good-bar, good-soft, grey-bar, ground, info, info-bar, info-soft, line, line-strong, muted, on-accent, raised, sunken, surface, text, track, violet, warn, warn-bar, warn-soft. Correct it, or remove it to use the default, {}.'],
  ['a color that is no color', { admin: { colors: { accent: 'url(x)' } } }, 'admin.colors is {"accent":"url(x)"}: must be an object of CSS colors, such as { accent: \'#0f766e\' }; "url(x)" is not a CSS color. Correct it, or remove it to use the default, {}.'],
  ['a time zone that does not exist', { admin: { timeZone: 'Berlin' } }, 'admin.timeZone is "Berlin": must be an IANA time zone such as Europe/Berlin, or an offset such as +03:30. Correct it, or remove it to use the default, "UTC".'],
  ['a sign-in route of another origin', { admin: { login: { url: 'https://x.example', fields: ['email'], tokenPath: 'access' } } }, 'admin.login is {"url":"https://x.example","fields":["email"],"tokenPath":"access"}: must be { url: \'/auth/login\', fields: [\'email\', \'password\'], tokenPath: \'access\' }; a field may also be { name: \'tenant\', label: \'Shop\', type: \'text\' }, its type one of those of an input. Correct it.'],
  ['a pattern that backtracks without end', { masking: { excludeKeys: [/(a+)+$/] } }, 'masking.excludeKeys is ["/(a+)+$/"]: must not hold a pattern that takes longer than a tenth of a second for one key: simplify its nested repetitions. Correct it, or remove it to use the default, [].'],
  ['keeping passwords', { masking: { keepKeys: ['password'] } }, 'masking.keepKeys is ["password"]: must not match password, token, access, refresh: these are always masked. Name other keys, or anchor the pattern. Correct it, or remove it to use the default, [].'],
  ['removing _id', { masking: { removeKeys: ['_id'] } }, 'masking.removeKeys is ["_id"]: must not match _id or created_time: every record needs them. Name other keys, or anchor the pattern. Correct it, or remove it to use the default, [].'],
  ['a database of countries that is true', { geo: { database: true } }, 'geo.database is true: must be the path of an mmdb file, or false. Correct it.'],
  ['a chain that is a text', { database: true, mongo: { uri }, integrity: { chain: 'yes' } }, 'integrity.chain is "yes": must be true or false. Correct it, or remove it to use the default, false.'],
  ['a key of the chain that is short', { database: true, mongo: { uri }, integrity: { chain: true, key: 'short' } }, 'integrity.key is (not shown): must be a text or a Buffer of 16 bytes or more. Correct it.'],
  ['a key of the chain that the environment does not hold', { database: true, mongo: { uri }, integrity: { chain: true, key: undefined } }, 'integrity.key is undefined: must be a key where it is given. Set the variable that it is read from, or remove integrity.key for hashes without a key.'],
  ['an anchor that is too frequent', { database: true, mongo: { uri }, integrity: { chain: true, anchor: { every: '5s', to: '/tmp/a' } } }, `integrity.anchor is {"every":"5s","to":"/tmp/a"}: must be { every?: '5m', to: a path, a function, or a list of them }, with every from '10s' to '24h'. Correct it.`],
  ['an anchor without a target', { database: true, mongo: { uri }, integrity: { chain: true, anchor: { to: [] } } }, `integrity.anchor is {"to":[]}: must be { every?: '5m', to: a path, a function, or a list of them }, with every from '10s' to '24h'. Correct it.`],
  ['an anchor without a chain', { database: true, mongo: { uri }, integrity: { anchor: { to: '/tmp/a' } } }, 'integrity.anchor is given, but integrity.chain is false: records are not chained. Set integrity.chain to true, or remove integrity.anchor.'],
  ['a chain of records without numbers', { database: true, mongo: { uri }, buffer: { sequence: false }, integrity: { chain: true } }, 'integrity.chain is true, but buffer.sequence is false: the chain needs the numbers of records. Remove buffer.sequence, or integrity.'],
  ['a chain without a database', { integrity: { chain: true } }, 'integrity.chain is true, but database is false: no record is stored. Set database to true, or remove integrity.'],
]; // prettier-ignore

describe('a mistake in how the module is imported', () => {
  it.each(importing)('%s', async (_title, imports, message) => {
    expect(await bootError(imports)).toBe(message);
  });
});

describe('a module that is loaded while the application runs', () => {
  it.each([0, 1])('may not configure the tracker, where %i other modules have', async (others) => {
    @Module({ imports: others === 1 ? [forRoot({})] : [] })
    class AppModule {}
    const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    await app.listen(0, '127.0.0.1');
    try {
      const loading = app.get(LazyModuleLoader).load(() => forRoot({}) as Type);
      await expect(loading).rejects.toThrow(
        'a module that is loaded while the application runs configures ActivityTrackerModule: must be configured by a module that ' +
          'the application starts with. Call forRoot() or forRootAsync() once, in the root module; ActivityTrackerService is ' +
          'injectable in modules that LazyModuleLoader loads.',
      );
    } finally {
      await app.close();
    }
  });

  it('may inject its service', async () => {
    @Module({})
    class LazyModule {
      constructor(@Inject(ActivityTrackerService) readonly tracker: ActivityTrackerService) {}
    }
    @Module({ imports: [forRoot({})] })
    class AppModule {}
    const app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    await app.listen(0, '127.0.0.1');
    const loaded = await app.get(LazyModuleLoader).load(() => LazyModule);
    expect(loaded.get(LazyModule).tracker).toBe(app.get(ActivityTrackerService));
    await app.close();
  });
});

describe('a mistake in the options', () => {
  it.each(options)('%s', async (_title, given, message) => {
    expect(await bootError(() => [forRoot(given)])).toBe(message);
  });

  it('is told with all others, and with no secret', async () => {
    const given = { jwt: { secret: SECRET, algorithms: ['RS256'], issuer: '' }, buffer: { maxSize: 0 }, history: [] };
    const message = await bootError(() => [forRoot(given)]);
    expect(message.split('\n')).toHaveLength(3);
    expect(message).not.toContain(SECRET);
  });
});
