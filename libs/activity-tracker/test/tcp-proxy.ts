import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

export interface TcpProxy {
  readonly port: number;
  readonly connections: number;
  /** Ends all connections and refuses new ones, as a server that is down does. */
  cut(): Promise<void>;
  heal(): Promise<void>;
  /** Keeps connections open and passes nothing on, as a frozen server does; {@link TcpProxy.heal} ends it. */
  freeze(): void;
  /**
   * Passes the next message that contains `needle` on, waits for the reply, and ends the connection without delivering
   * it. Resolves then: the server has acted, the client cannot know.
   */
  loseReplyTo(needle: string): Promise<void>;
  /** Keeps the reply to the next message that contains `needle`, and the connection open. Resolves when the server has replied. */
  withholdReplyTo(needle: string): Promise<void>;
  /** The same as {@link TcpProxy.loseReplyTo} with bytes that are no reply, in place of none. */
  garbleReplyTo(needle: string): Promise<void>;
  close(): Promise<void>;
}

export async function startTcpProxy(host: string, port: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let frozen = false;
  let connections = 0;
  let trap: { needle: string; instead?: Buffer; isKept?: boolean; sprung: () => void } | undefined;

  const server: Server = createServer((client) => {
    connections++;
    const upstream = connect(port, host);
    let caught: typeof trap;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    client.on('data', (data) => {
      if (frozen) return;
      if (trap && data.includes(trap.needle)) {
        caught = trap;
        trap = undefined;
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (frozen) return;
      if (!caught) {
        client.write(data);
        return;
      }
      const { instead, isKept, sprung } = caught;
      caught = undefined;
      sprung();
      if (isKept) return;
      if (instead) client.end(instead);
      else end();
    });
  });

  const listen = async (at: number) => {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  };
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    await closed;
  };

  await listen(0);
  const ownPort = (server.address() as AddressInfo).port;
  return {
    port: ownPort,
    get connections() {
      return connections;
    },
    cut: stop,
    heal: async () => {
      // Whatever was swallowed is gone: connections that missed a part of their stream cannot go on.
      if (frozen) for (const socket of sockets) socket.destroy();
      frozen = false;
      if (!server.listening) await listen(ownPort);
    },
    freeze: () => {
      frozen = true;
    },
    loseReplyTo: (needle) =>
      new Promise<void>((sprung) => {
        trap = { needle, sprung };
      }),
    withholdReplyTo: (needle) =>
      new Promise<void>((sprung) => {
        trap = { needle, isKept: true, sprung };
      }),
    garbleReplyTo: (needle) =>
      new Promise<void>((sprung) => {
        trap = { needle, instead: Buffer.alloc(256, 0x5a), sprung };
      }),
    close: stop,
  };
}
