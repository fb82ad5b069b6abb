import { MODULES } from '../harness/prepare.mjs';

/** @import { Hostile } from './exchange.mjs' */

/** The library's own, from its build: no part of its public API. @param {string} file @returns {Promise<any>} */
const built = (file) => import(`${MODULES}${file}`);

/** As the library does, without a server: bodies read from their bytes, masked, bounded, searched for echoes. */
export async function recordBuilder() {
  const [{ RecordBuilder }, { CaptureOptions }, { CapturedBody }, { Exchange }, { Masker }, { StorageOptions }] =
    await Promise.all([
      built('recording/record-builder.js'),
      built('capture/capture.options.js'),
      built('capture/bodies/captured-body.js'),
      built('capture/exchange.js'),
      built('masking/masker.js'),
      built('storage/storage.options.js'),
    ]);
  const capture = Object.assign(new CaptureOptions(), { responseHeaders: true });
  const anonymous = { payloadFields: [], valuesOf: () => ({}), actorOf: () => undefined };
  const masker = new Masker();
  const builder = new RecordBuilder(capture, new StorageOptions(), anonymous, { countryOf: () => null }, masker);

  /** @param {string} text */
  const bodyOf = (text) => {
    const body = new CapturedBody(true, capture.maxBodyBytes);
    body.noteOrEnd(Buffer.from(text));
    body.noteOrEnd(null);
    return body;
  };
  /** @param {Hostile} hostile */
  const callOf = ({ url, headers, body, answer }) => {
    const raw = Object.entries(headers).flat();
    const request = {
      url,
      method: 'POST',
      headers,
      rawHeaders: raw,
      httpVersionMajor: 1,
      socket: { remoteAddress: '::1' },
    };
    const response = {
      statusCode: 201,
      headersSent: true,
      writableFinished: true,
      getHeader: (/** @type {string} */ name) => (name === 'content-type' ? 'application/json' : undefined),
      getHeaders: () => ({ 'content-type': 'application/json' }),
    };
    const exchange = new Exchange(request, response, { matchedRoute: () => undefined }, capture.maxBodyBytes);
    exchange.requestBody = bodyOf(body);
    exchange.sent.note(answer, 'utf8');
    exchange.sent.complete = true;
    exchange.end('completed');
    return { exchange, route: undefined, template: '/orders/:id' };
  };
  return {
    callOf,
    build: (/** @type {unknown} */ call) => builder.build(call, null),
    /** Units of work of the exchange that was built last. */
    work: workOf(builder.session),
  };
}

/** @param {{ work: { spent: number, granted: number }, forget: () => void }} session */
function workOf(session) {
  let work = { spent: 0, granted: 0 };
  const { forget } = session;
  session.forget = () => {
    work = { spent: session.work.spent, granted: session.work.granted };
    forget.call(session);
  };
  return () => work;
}
