import type { HostLog } from '../common/host-log.js';
import { anchorSeconds } from './anchor-interval.js';
import { KeyedHash } from './chain/keyed-hash.js';
import type { AnchorTarget } from './checkpoints/anchor-sink.js';
import { Anchoring, type CheckpointFailures } from './checkpoints/anchoring.js';
import type { IntegrityOptions } from './integrity.options.js';
import { RecordLinks } from './record-links.js';

export class LifeIntegrity {
  private readonly hash: KeyedHash;
  private anchoring: Anchoring | undefined;

  /**
   * @param retentionDays `storage.retentionDays`
   * @param stored tries to store waiting records; true if all records so far are stored or on disk
   */
  constructor(
    private readonly options: IntegrityOptions,
    private readonly retentionDays: number | undefined,
    private readonly logger: HostLog,
    private readonly stored: () => Promise<boolean>,
  ) {
    this.hash = new KeyedHash(options.key);
  }

  linksOf(instance: string): RecordLinks {
    const { hash: key, logger, stored, retentionDays } = this;
    const { anchor } = this.options;
    if (!anchor) return new RecordLinks(key);
    const targets = Array.isArray(anchor.to) ? (anchor.to as readonly AnchorTarget[]) : [anchor.to as AnchorTarget];
    const everySeconds = anchorSeconds(anchor.every)!;
    this.anchoring = new Anchoring({ instance, everySeconds, targets, key, logger, stored, retentionDays });
    return new RecordLinks(key, this.anchoring.linked);
  }

  get checkpointFailures(): CheckpointFailures {
    return this.anchoring?.failures ?? { refused: 0, lost: 0 };
  }

  async end(): Promise<void> {
    await this.anchoring?.end();
  }
}
