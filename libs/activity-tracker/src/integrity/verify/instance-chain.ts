import { HASH_BYTES } from '../chain/keyed-hash.js';
import type { IntegrityCheckpoint } from '../checkpoints/checkpoint.js';
import type { Explanation } from './finding.js';
import { checkpointName } from './checkpoint-list.js';
import { CheckpointSpan } from './checkpoint-span.js';
import type { Findings } from './finding.js';

const BEFORE_FIRST = Buffer.alloc(HASH_BYTES);
/** A checkpoint waits for a flush, and clocks are set. */
const LATE_MS = 60_000;
const LONGEST_REQUEST_MS = 3_600_000;

/** Which records are not missing although they are not read. */
interface SpanOfLog {
  readonly isPart?: boolean;
  readonly expiredBefore?: Date | undefined;
  readonly days?: { readonly from: Date; readonly to: Date } | undefined;
  readonly settledBefore?: Date | undefined;
}

export class InstanceChain {
  private readonly spans: CheckpointSpan[];
  /** Hashes whose record after is not read yet, and the other way round. */
  private readonly hashes = new Map<number, Buffer>();
  private readonly previous = new Map<number, Buffer>();
  private last = 0;
  private lastTime = -Infinity;
  private read = 0;
  private unanchored = 0;

  /** @param anchors in order; `undefined` where no checkpoints are given */
  constructor(
    private readonly instance: string,
    private readonly anchors: readonly IntegrityCheckpoint[] | undefined,
    private readonly findings: Findings,
  ) {
    this.spans = (anchors ?? []).map((checkpoint) => new CheckpointSpan(checkpoint));
  }

  get checkpoints(): number {
    return this.spans.length;
  }

  add(seq: number, hash: Buffer, previous: Buffer, time: number): void {
    this.read++;
    this.last = Math.max(this.last, seq);
    if (time > this.lastTime) this.lastTime = time;
    if (seq > (this.anchors?.at(-1)?.to ?? 0)) this.unanchored++;
    this.noteHash(seq, hash);
    this.noteHash(seq - 1, previous);
    this.join(seq, seq - 1, previous, { known: this.hashes, waiting: this.previous });
    this.join(seq, seq + 1, hash, { known: this.previous, waiting: this.hashes });
  }

  end(explains: Explanation, span: SpanOfLog, since: number | undefined): { proved: number; unanchored: number } {
    let proved = 0;
    for (const span of this.spans) {
      const { verdict, checkpoint } = span;
      if (verdict === 'proved') proved++;
      else if (verdict === 'mismatch')
        this.findings.add(
          'changed',
          `records ${checkpoint.from} to ${checkpoint.to} of instance ${this.instance} are not those of ${checkpointName(checkpoint)}`,
        );
    }
    if (!span.isPart) this.reportCut(explains, span);
    this.reportMissingCheckpoints(this.anchors?.at(-1), since);
    return { proved, unanchored: this.unanchored };
  }

  private reportCut(explains: Explanation, { expiredBefore, days, settledBefore }: SpanOfLog): void {
    const { instance, last } = this;
    const isStored = ({ time, final }: IntegrityCheckpoint): boolean =>
      final || !settledBefore || Date.parse(time) < settledBefore.getTime();
    // Those of later days prove records that are not read.
    const proof = this.anchors?.findLast(
      (each) => (!days || Date.parse(each.time) < days.to.getTime()) && isStored(each),
    );
    if (!proof || proof.to <= last) return;
    // A process without requests makes checkpoints too: the first that proves the last record tells its age.
    const made = Date.parse(this.anchors!.find(({ to }) => to >= proof.to)!.time);
    const oldest = days?.from ?? expiredBefore;
    // The last records may have arrived right before their checkpoint.
    if (oldest && made < oldest.getTime() + LONGEST_REQUEST_MS) return;
    if (explains(instance, last + 1, proof.to)) return;
    this.findings.add(
      'cut',
      `instance ${instance} ends with seq ${last}, but ${checkpointName(proof)} of ${proof.time} proves ${proof.to}: ${proof.to - last} records are missing`,
    );
  }

  private reportMissingCheckpoints(last: IntegrityCheckpoint | undefined, since: number | undefined): void {
    if (since === undefined || this.read === 0) return;
    const { instance, lastTime } = this;
    if (!last) {
      if (lastTime > since)
        this.findings.add(
          'inserted',
          `instance ${instance} has ${this.read} records and no checkpoint: they were inserted, or its checkpoints are missing`,
        );
    } else if (
      this.last > last.to &&
      (last.final || lastTime > Date.parse(last.time) + 2 * last.every * 1_000 + LATE_MS)
    )
      this.findings.add(
        'checkpoint',
        `checkpoints of instance ${instance} are missing after ${checkpointName(last)}: it has records until seq ${this.last}`,
      );
  }

  /** Compares with the neighbor if it was read already, else waits for it. */
  private join(
    seq: number,
    neighbor: number,
    value: Buffer,
    { known, waiting }: { known: Map<number, Buffer>; waiting: Map<number, Buffer> },
  ): void {
    const other = neighbor === 0 ? BEFORE_FIRST : known.get(neighbor);
    if (!other) {
      waiting.set(seq, value);
      return;
    }
    known.delete(neighbor);
    if (!other.equals(value))
      this.findings.add(
        'order',
        `records ${Math.min(seq, neighbor)} and ${Math.max(seq, neighbor)} of instance ${this.instance} do not follow each other`,
      );
  }

  private noteHash(seq: number, hash: Buffer): void {
    // Few are open at a time: a span that is complete ignores the rest.
    let low = 0;
    let high = this.spans.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const { checkpoint } = this.spans[middle]!;
      if (seq < checkpoint.from) high = middle - 1;
      else if (seq > checkpoint.to) low = middle + 1;
      else {
        this.spans[middle]!.note(seq, hash);
        return;
      }
    }
  }
}
