export function redactUri(uri: string): string {
  // Treat everything up to the last @ as credentials: a password may contain an unescaped @, / or ?.
  const at = uri.lastIndexOf('@');
  const scheme = /^[a-z0-9+.-]+:\/\//i.exec(uri)?.[0] ?? '';
  const user = at < 0 ? '' : (uri.slice(scheme.length, at).split(':', 1)[0] ?? '');
  const rest = at < 0 ? uri.slice(scheme.length) : `${user}:***@${uri.slice(at + 1)}`;
  return scheme + rest.replace(/([?&](?:authMechanismProperties|\w*password)=)[^&]*/gi, '$1***');
}

/** Removes every secret of the connection string from `text`, in all forms that a driver may quote. */
export function withoutCredentials(text: string, uri: string | undefined): string {
  if (uri === undefined) return text.replace(/(mongodb(?:\+srv)?:\/\/)\S*@/gi, '$1***@');
  return secretsOf(uri).reduce(
    (clean, secret) => clean.replaceAll(secret, '***'),
    text.replaceAll(uri, redactUri(uri)),
  );
}

/** Undefined if the error may quote the connection string: loggers print causes in full. */
export function causeWithoutCredentials(error: unknown, uri: string | undefined): unknown {
  if (!(error instanceof Error)) return undefined;
  const printed = `${error.message}\n${error.stack ?? ''}`;
  return withoutCredentials(printed, uri) === printed ? error : undefined;
}

function secretsOf(uri: string): string[] {
  const at = uri.lastIndexOf('@');
  const userinfo = at < 0 ? '' : uri.slice(uri.indexOf('://') + 3, at);
  const colon = userinfo.indexOf(':');
  const secrets = colon < 0 ? [] : [userinfo.slice(colon + 1)];
  for (const [, value] of uri.matchAll(/[?&](?:authMechanismProperties|\w*password)=([^&]*)/gi))
    secrets.push(value ?? '');
  return secrets.flatMap((secret) => [secret, decoded(secret)]).filter((secret) => secret !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
