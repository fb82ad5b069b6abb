import type { mongo } from 'mongoose';

export class ReturnWatch {
  private client: mongo.MongoClient | undefined;
  private readonly listeners = new Set<() => void>();

  add(listener: () => void): void {
    this.listeners.add(listener);
  }

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
