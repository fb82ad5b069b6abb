// Loaded before an application whose main.ts is that of the template: tells the parent process where it listens.
import { Server } from 'node:net';

const { listen } = Server.prototype;
Server.prototype.listen = /** @type {typeof listen} */ (
  /** @this {Server} @param {any[]} args */
  function (...args) {
    this.once('listening', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (this.address());
      process.send?.(`http://127.0.0.1:${port}`);
    });
    return Reflect.apply(listen, this, args);
  }
);
