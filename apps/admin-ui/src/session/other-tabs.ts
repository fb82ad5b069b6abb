type Message = { kind: 'ask' } | { kind: 'token'; token: string } | { kind: 'signed-out' };

/** A tab that has the token answers at once; without one, the reader waits this long for the sign-in. */
const ANSWER_MS = 200;

/** None in a frame, whose page may be of another site, or where the browser forbids storage, and channels with it. */
function openChannel(): BroadcastChannel | undefined {
  try {
    if (globalThis.top !== globalThis.self) return undefined;
    return new BroadcastChannel(`activity-tracker ${new URL('.', document.baseURI).pathname}`);
  } catch {
    return undefined;
  }
}

/** Tabs of the same panel, on the same origin: they hand each other a token that is to be kept, and tell of signing out. */
export class OtherTabs {
  private readonly channel = openChannel();
  private answered: ((token: string | undefined) => void) | undefined;

  constructor(own: { token(): string | undefined; onToken(token: string): void; onSignedOut(): void }) {
    this.channel?.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'signed-out') own.onSignedOut();
      else if (data.kind === 'ask') this.offer(own.token());
      else if (this.answered) this.answered(data.token);
      else own.onToken(data.token);
    });
  }

  /** The token of another tab; `undefined` if none has one. */
  async ask(): Promise<string | undefined> {
    if (!this.channel) return undefined;
    const answer = new Promise<string | undefined>((resolve) => {
      this.answered = resolve;
      setTimeout(resolve, ANSWER_MS);
    });
    this.send({ kind: 'ask' });
    const token = await answer;
    this.answered = undefined;
    return token;
  }

  offer(token: string | undefined): void {
    if (token !== undefined) this.send({ kind: 'token', token });
  }

  signedOut(): void {
    this.send({ kind: 'signed-out' });
  }

  private send(message: Message): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has but one origin
    this.channel?.postMessage(message);
  }
}
