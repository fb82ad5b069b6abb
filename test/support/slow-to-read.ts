import { InMemoryActivityStore } from 'nestjs-activity-tracker';

/** A store whose queries wait until they are released; writing does not. */
export class SlowToRead extends InMemoryActivityStore {
  private release!: () => void;
  private readonly released = new Promise<void>((resolve) => (this.release = resolve));
  reading = 0;
  most = 0;

  letGo(): void {
    this.release();
  }

  override find(...query: Parameters<InMemoryActivityStore['find']>) {
    return this.slowly(() => super.find(...query));
  }

  override aggregate<T>(...query: Parameters<InMemoryActivityStore['aggregate']>) {
    return this.slowly(() => super.aggregate<T>(...query));
  }

  private async slowly<T>(read: () => Promise<T>): Promise<T> {
    this.most = Math.max(this.most, ++this.reading);
    await this.released;
    this.reading--;
    return read();
  }
}
