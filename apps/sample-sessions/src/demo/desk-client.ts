/** The browser of a staff member, with its session cookie. */
export class DeskClient {
  cookie: string | undefined;

  constructor(private readonly baseUrl: string) {}

  signIn({ email, password }: { email: string; password: string }): Promise<Response> {
    return this.send('POST', '/session', { email, password });
  }

  signOut(): Promise<Response> {
    return this.send('DELETE', '/session');
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('GET', path, undefined, headers);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.send('POST', path, body, headers);
  }

  private async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: {
        ...(this.cookie !== undefined && { cookie: this.cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // Read to the end, so that the connection can be reused.
    await response.clone().arrayBuffer();
    const [set] = response.headers.getSetCookie();
    if (set !== undefined) [this.cookie] = set.split(';');
    return response;
  }
}
