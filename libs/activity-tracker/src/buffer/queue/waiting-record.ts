import type { ActivityLog } from '../../record/activity-log.js';
import type { SpoolEntry } from '../../spool/segments/segment-file.js';
import { LEAST_SHED_BYTES } from '../../bson/shed-bodies.js';
import { Link, LinkedList } from './linked-list.js';
import type { SharesByWeight, Weighed } from './shares-by-weight.js';

export class WaitingRecord {
  order = 0;
  /** Its user's share; `undefined` while it is in flight, and for a record that must not be shed nor dropped. */
  share: UserShare | undefined;
  /** Of the start or the end of the process. */
  isOfLife = false;
  /** Made by the tracker: of the start, the end, or a gap. */
  isOwn = false;
  /** Called once it is stored or given up. Must not throw. */
  released: (() => void) | undefined;
  readonly inArrival = new Link<WaitingRecord>(this);
  readonly inShare = new Link<WaitingRecord>(this);

  constructor(
    public record: ActivityLog,
    public bytes: number,
    /** The part of {@link bytes} that shedding bodies would free. */
    public bodyBytes: number,
    /** Key of the share; `undefined` for a record that must not be shed nor dropped. */
    readonly user: string | undefined,
    /** Where it is on disk; `undefined` if only memory holds it. */
    public entry?: SpoolEntry,
  ) {}

  get hasBodies(): boolean {
    return this.bodyBytes >= LEAST_SHED_BYTES;
  }
}

/** The queued records of one user, or of all {@link members} together. */
export class UserShare implements Weighed {
  bytes = 0;
  place = -1;
  /** Records whose bodies can be shed, oldest first. */
  readonly bodied = new LinkedList<WaitingRecord>();
  /** Records without bodies to shed, oldest first. */
  readonly bare = new LinkedList<WaitingRecord>();

  constructor(
    readonly user: string,
    readonly whole?: UserShare,
    /** The shares that this one consists of. Its own lists are empty then. */
    readonly members?: SharesByWeight<UserShare>,
  ) {}

  get isEmpty(): boolean {
    return !this.bodied.first && !this.bare.first;
  }
}
