import { codeOf } from '../errors/error-codes.js';

const FILE_ERRORS = new Set<unknown>(['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR']);
/** Node.js and OpenSSL codes for a rejected certificate: retrying cannot help. */
const CERTIFICATE_ERRORS = new Set<unknown>([
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** Errors by which the driver refuses a setting when it connects. */
const DRIVER_REMEDIES: ReadonlyMap<string | undefined, string> = new Map([
  ['MongoMissingDependencyError', 'Install that module, or remove the setting from mongo.uri.'],
  ['MongoCompatibilityError', 'Remove the setting from mongo.uri, or connect to a server that supports it.'],
]);

interface Topology {
  type?: string;
  setName?: string | null;
  servers?: ReadonlyMap<string, { error?: { cause?: unknown } | null }>;
}

/** The remedy if the connection settings are wrong; `undefined` if a retry may succeed. */
export function connectionRemedy(error: unknown): string | undefined {
  const { name, syscall, reason } = (error ?? {}) as { name?: string; syscall?: string; reason?: Topology };
  const ofDriver = DRIVER_REMEDIES.get(name);
  if (ofDriver !== undefined) return ofDriver;
  if (syscall === 'open' && FILE_ERRORS.has(codeOf(error)))
    return 'Correct the path of the certificate or key file in mongo.uri (tlsCAFile, tlsCertificateKeyFile).';
  const servers = [...(reason?.servers?.values() ?? [])];
  if (servers.some(({ error: failure }) => CERTIFICATE_ERRORS.has(codeOf(failure?.cause))))
    return 'Set tlsCAFile in mongo.uri to the certificate authority, and use a host name of the certificate.';
  // The driver removes servers of another replica set, or of none.
  if (reason?.type === 'ReplicaSetNoPrimary' && reason.setName && reason.servers?.size === 0)
    return `No server of mongo.uri belongs to the replica set "${reason.setName}". Correct replicaSet in mongo.uri, or remove it.`;
  return undefined;
}
