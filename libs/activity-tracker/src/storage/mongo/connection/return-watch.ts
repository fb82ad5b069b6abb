import type { mongo } from 'mongoose';

/** Tells when the driver finds a server that takes writes after it had none, or has connections to it again. */
export class ReturnWatch {
  private client: mongo.MongoClient | undefined;
  private readonly listeners = new Set<() => void>();

  add(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Listens to this client, and to no other. */
  follow(client: mongo.MongoClient): void {
    if (this.client === client) return;
    this.stop();
    this.client = client;
    client.on('topologyDescriptionChanged', this.topologyChanged);
    client.on('connectionPoolReady', this.returned);
  }

  stop(): void {
    this.client?.off('topologyDescriptionChanged', this.topologyChanged);
    this.client?.off('connectionPoolReady', this.returned);
    this.client = undefined;
  }

  private readonly topologyChanged = (event: mongo.TopologyDescriptionChangedEvent): void => {
    if (!hasWritable(event.previousDescription) && hasWritable(event.newDescription)) this.returned();
  };

  private readonly returned = (): void => {
    for (const listener of this.listeners) listener();
  };
}

function hasWritable({ servers }: mongo.TopologyDescription): boolean {
  return [...servers.values()].some(({ isWritable }) => isWritable);
}
