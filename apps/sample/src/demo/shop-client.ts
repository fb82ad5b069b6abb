export class ShopClient {
  lastOrder: number | undefined;
  private access: string | undefined;
  private refreshToken: string | undefined;

  constructor(
    private readonly baseUrl: string,
    readonly email: string,
    private readonly password: string,
  ) {}

  signedOut(): ShopClient {
    return new ShopClient(this.baseUrl, this.email, this.password);
  }

  async signIn(password = this.password): Promise<Response> {
    const response = await this.post('/auth/login', { email: this.email, password });
    if (response.ok) this.take((await response.clone().json()) as { access: string; refresh: string });
    return response;
  }

  async refresh(): Promise<Response> {
    const response = await this.post('/auth/refresh', { refresh: this.refreshToken });
    if (response.ok) this.take((await response.clone().json()) as { access: string; refresh: string });
    return response;
  }

  get token(): string | undefined {
    return this.access;
  }

  get(path: string): Promise<Response> {
    return this.fetch(path, { method: 'GET' });
  }

  delete(path: string): Promise<Response> {
    return this.fetch(path, { method: 'DELETE' });
  }

  post(path: string, body: unknown): Promise<Response> {
    return this.fetch(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  patch(path: string, body: unknown): Promise<Response> {
    return this.fetch(path, {
      method: 'PATCH',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  }

  upload(path: string, filename: string, content: string): Promise<Response> {
    const form = new FormData();
    form.set('file', new Blob([content], { type: 'text/plain' }), filename);
    return this.fetch(path, { method: 'POST', body: form });
  }

  private async fetch(path: string, init: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
    const headers: Record<string, string> = { ...init.headers };
    if (this.access && !path.startsWith('/auth/')) headers.authorization = `Bearer ${this.access}`;
    const response = await fetch(this.baseUrl + path, { ...init, headers });
    // Read to the end, so that the connection can be reused.
    await response.clone().arrayBuffer();
    return response;
  }

  private take({ access, refresh }: { access: string; refresh: string }): void {
    this.access = access;
    this.refreshToken = refresh;
  }
}
