import { describe, expect, it } from 'vitest';
import { requireDatabase } from './named-database.js';

describe('requireDatabase()', () => {
  it.each([
    ['mongodb://127.0.0.1:27017', undefined],
    ['mongodb://127.0.0.1:27017/', undefined],
    ['mongodb://127.0.0.1:27017?replicaSet=rs0', undefined],
    ['mongodb+srv://user:secret@cluster.example/?retryWrites=true', undefined],
    ['mongodb://a.example:27017,b.example:27017/', ''],
  ])('refuses %s with --db %s', (uri, database) => {
    expect(() => requireDatabase('replay', uri, database)).toThrow(
      'replay needs a database, and the connection string names none. Give mongo.dbName of the application as --db',
    );
  });

  it.each([
    ['mongodb://127.0.0.1:27017/shop', undefined],
    ['mongodb://127.0.0.1:27017', 'shop'],
    ['mongodb+srv://user:secret@cluster.example/shop?retryWrites=true', undefined],
    ['mongodb://%2Ftmp%2Fmongodb.sock/shop', undefined],
    ['a text that the driver explains', undefined],
  ])('takes %s with --db %s', (uri, database) => {
    expect(() => requireDatabase('replay', uri, database)).not.toThrow();
  });
});
