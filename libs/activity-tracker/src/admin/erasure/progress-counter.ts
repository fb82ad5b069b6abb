import type { ErasureOptions, ErasureProgress } from './erasure.types.js';

const RECORDS_A_REPORT = 10_000;

export class ProgressCounter {
  private readonly progress: ErasureProgress = { scanned: 0, mentions: 0 };

  constructor(private readonly options: Pick<ErasureOptions, 'onProgress'>) {}

  count(isMention: boolean): void {
    this.progress.scanned++;
    if (isMention) this.progress.mentions++;
    if (this.progress.scanned % RECORDS_A_REPORT === 0) this.options.onProgress?.({ ...this.progress });
  }

  done(): number {
    this.options.onProgress?.({ ...this.progress });
    return this.progress.mentions;
  }
}
