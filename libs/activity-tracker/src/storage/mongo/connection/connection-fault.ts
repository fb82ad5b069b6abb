import { codeOf } from '../errors/error-codes.js';

/** Codes of Node for a file that cannot be read. */
const FILE_ERRORS = new Set<unknown>(['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR']);
/** Codes of Node and OpenSSL for a certificate that is refused: the server answers, and it will answer the same again. */
const CERTIFICATE_ERRORS = new Set<unknown>([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** What is read of the driver's `TopologyDescription`. */
interface Topology {
  type?: string;
  setName?: string | null;
  servers?: ReadonlyMap<string, { error?: { cause?: unknown } | null }>;
}

/** The remedy for a connection that fails because of how it is set up; `undefined` for one that may succeed later. */
export function connectionRemedy(error: unknown): string | undefined {
  const { syscall, reason } = (error ?? {}) as { syscall?: string; reason?: Topology };
  if (syscall === 'open' && FILE_ERRORS.has(codeOf(error)))
    return 'Correct the path of the certificate or key file in mongo.uri (tlsCAFile, tlsCertificateKeyFile).';
  const servers = [...(reason?.servers?.values() ?? [])];
  if (servers.some(({ error: failure }) => CERTIFICATE_ERRORS.has(codeOf(failure?.cause))))
    return 'Give the certificate authority with tlsCAFile in mongo.uri, and name the server as its certificate does.';
  // The driver removes a server that belongs to another replica set, or to none.
  if (reason?.type === 'ReplicaSetNoPrimary' && reason.setName && reason.servers?.size === 0)
    return `No server of mongo.uri belongs to the replica set "${reason.setName}". Correct replicaSet in mongo.uri, or leave it out.`;
  return undefined;
}
