/** An item's place in a {@link LinkedList}; an item needs one link for each list that holds it. */
export class Link<T> {
  previous: Link<T> | undefined;
  next: Link<T> | undefined;

  constructor(readonly item: T) {}
}

/** Doubly linked: adds at any place and removes any item in constant time. */
export class LinkedList<T> {
  first: Link<T> | undefined;
  last: Link<T> | undefined;

  addFirst(link: Link<T>): void {
    this.addBefore(link, this.first);
  }

  addLast(link: Link<T>): void {
    this.addBefore(link, undefined);
  }

  addBefore(link: Link<T>, next: Link<T> | undefined): void {
    const previous = next ? next.previous : this.last;
    link.previous = previous;
    link.next = next;
    if (previous) previous.next = link;
    else this.first = link;
    if (next) next.previous = link;
    else this.last = link;
  }

  remove(link: Link<T>): void {
    if (link.previous) link.previous.next = link.next;
    else this.first = link.next;
    if (link.next) link.next.previous = link.previous;
    else this.last = link.previous;
    link.previous = link.next = undefined;
  }
}
