import { MODULES } from '../harness/prepare.mjs';

/** @import { Hostile } from './exchange.mjs' */

/** The library's own, from its build: no part of its public API. @param {string} file @returns {Promise<any>} */
const built = (file) => import(`${MODULES}${file}`);

const FILES = [
  'recording/exchange-reader.js',
  'recording/building/record-builder.js',
  'capture/capture.options.js',
  'capture/bodies/captured-body.js',
  'capture/exchange.js',
  'masking/masker.js',
  'storage/storage.options.js',
];

/** As the library does, without a server: bodies read from their bytes, masked, bounded, searched for echoes. @param {(session: any) => any} [watched] */
export async function recordBuilder(watched) {
  return recordBuilderOf(Object.assign({}, ...(await Promise.all(FILES.map(built)))), watched);
}

/**
 * @param {Record<string, any>} library classes of {@link FILES}
 * @param {(session: any) => any} [watched] a masking session, wrapped
 */
export function recordBuilderOf(library, watched = (session) => session) {
  const { ExchangeReader, RecordBuilder, CaptureOptions, CapturedBody, Exchange, Masker, StorageOptions } = library;
  const capture = Object.assign(new CaptureOptions(), { responseHeaders: true });
  const anonymous = { payloadFields: [], payloadOf: () => ({}), actorOf: () => undefined };
  const masker = new Masker();
  const watching = { begin: () => watched(masker.begin()), removes: () => false };
  const reader = new ExchangeReader(capture, anonymous, { countryOf: () => null });
  const builder = new RecordBuilder(capture, new StorageOptions(), [], watching);

  /** @param {string} text */
  const bodyOf = (text) => {
    const body = new CapturedBody(true, capture.maxBodyBytes);
    body.noteOrEnd(Buffer.from(text));
    body.noteOrEnd(null);
    return body;
  };
  /** @param {Omit<Hostile, 'json'> & { method?: string, status?: number, type?: string }} exchange */
  const callOf = ({ url, headers, body, answer, method = 'POST', status = 201, type = 'application/json' }) => {
    const raw = Object.entries(headers).flat();
    const request = {
      url,
      method,
      headers,
      rawHeaders: raw,
      httpVersionMajor: 1,
      socket: { remoteAddress: '::1' },
    };
    const response = {
      statusCode: status,
      headersSent: true,
      writableFinished: true,
      getHeader: (/** @type {string} */ name) => (name === 'content-type' ? type : undefined),
      getHeaders: () => ({ 'content-type': type }),
    };
    const exchange = new Exchange(request, response, { matchedRoute: () => undefined }, capture.maxBodyBytes);
    exchange.requestBody = body === '' ? undefined : bodyOf(body);
    exchange.sent.note(answer, 'utf8');
    exchange.sent.complete = true;
    exchange.end('completed');
    return { exchange, route: undefined, template: '/orders/:id' };
  };
  return {
    callOf,
    build: (/** @type {unknown} */ call) => builder.build(reader.read(call, null)),
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
