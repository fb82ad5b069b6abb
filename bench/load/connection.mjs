import { once } from 'node:events';
import { connect } from 'node:net';

const HEAD_END = '\r\n\r\n';
const NO_CONTENT = 204;
const LENGTH = /\r\ncontent-length: (\d+)/i;

/** One request under way at most. Writes prepared bytes and reads status and length only, to cost less CPU than a server. */
export class Connection {
  /** @type {Buffer | undefined} */
  #rest;
  #missing = 0;
  #status = 0;

  /**
   * @param {import('node:net').Socket} socket
   * @param {(connection: Connection, status: number) => void} answered
   * @param {(error: Error) => void} failed
   */
  constructor(socket, answered, failed) {
    this.socket = socket;
    this.answered = answered;
    /** When the request under way became due. */
    this.dueAt = 0;
    this.closing = false;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#read(chunk));
    socket.on('error', failed);
    socket.on('close', () => {
      if (!this.closing) failed(new Error('the server closed a connection'));
    });
  }

  /**
   * @param {number} port
   * @param {(connection: Connection, status: number) => void} answered
   * @param {(error: Error) => void} failed
   */
  static async open(port, answered, failed) {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Connection(socket, answered, failed);
  }

  /** @param {Buffer} request @param {number} dueAt */
  send(request, dueAt) {
    this.dueAt = dueAt;
    this.socket.write(request);
  }

  close() {
    this.closing = true;
    this.socket.destroy();
  }

  /** @param {Buffer} chunk */
  #read(chunk) {
    let bytes = chunk;
    if (this.#missing === 0) {
      if (this.#rest) bytes = Buffer.concat([this.#rest, chunk]);
      const headEnd = bytes.indexOf(HEAD_END);
      if (headEnd < 0) {
        this.#rest = bytes;
        return;
      }
      this.#rest = undefined;
      const head = bytes.toString('latin1', 0, headEnd);
      this.#status = Number(head.slice(9, 12));
      const [, length] = this.#status === NO_CONTENT ? ['', '0'] : (LENGTH.exec(head) ?? []);
      if (length === undefined) throw new Error(`an answer without a length:\n${head}`);
      this.#missing = Number(length);
      bytes = bytes.subarray(headEnd + HEAD_END.length);
    }
    this.#missing -= bytes.length;
    if (this.#missing === 0) this.answered(this, this.#status);
  }
}
