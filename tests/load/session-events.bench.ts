import { sessionEvent } from '../e2e/support/device.ts';
import type { Story } from '../e2e/support/story.ts';
import { type FleetPc, post, windowsSid } from './fleet.ts';
import { cpuOf, inParallel, percentile, rounded } from './measure.ts';
import { startPeer } from './peer.ts';

const eventsPerRequest = 50;
const requests = 400;

// A day far back, so that the punches of this run disturb no other figure.
const old = Date.now() - 40 * 86_400_000;

const batch = (index: number): { events: Record<string, unknown>[] } => ({
  events: Array.from({ length: eventsPerRequest }, (_, at) =>
    sessionEvent({ windowsSid, kind: at % 2 === 0 ? 'lock' : 'unlock', sequence: index * eventsPerRequest + at + 1, occurredAt: new Date(old + (index * eventsPerRequest + at) * 1000).toISOString() }),
  ),
});

/** Events taken at 50 a request, acknowledged by Kafka, beside express + mongoose `create`. */
export const benchSessionEvents = async (story: Story, fleet: readonly FleetPc[]): Promise<void> => {
  const bodies = Array.from({ length: requests }, (_, index) => batch(index));
  const url = `${story.genkan.gateways[0]!.url}/api/agent/v1/session-events`;
  const send = async (body: unknown, index: number): Promise<void> => {
    const { status, text } = await post(url, body, fleet[index % fleet.length]!);
    if (status !== 200 || text.includes('rejected')) throw new Error(`Events were not taken: ${status} ${text.slice(0, 200)}`);
  };
  await inParallel(bodies.slice(0, 40), 8, send);
  const ours = await cpuOf({ gateway: story.genkan.gateways[0]!.pid, kafka: story.servers.kafka.pid! }, () => inParallel(bodies.map((_, index) => batch(index + 1000)), 8, send));

  const peer = await startPeer('express-mongoose', { GENKAN_MONGODB_URI: story.servers.mongodb.url });
  const sendRaw = async (body: unknown): Promise<void> => {
    const { status } = await post(`${peer.url}/session-events`, body, fleet[0]!);
    if (status !== 200) throw new Error(`The peer answered ${status}.`);
  };
  await inParallel(bodies.slice(0, 10), 4, sendRaw);
  const theirs = await cpuOf({ express: peer.pid, mongodb: story.servers.mongodb.pid! }, () => inParallel(bodies.slice(0, 100).map((_, index) => batch(index + 5000)), 8, sendRaw));
  await peer.stop();

  const row = (what: string, { result, cpu, seconds }: typeof ours, server: string): Record<string, unknown> => {
    const events = result.length * eventsPerRequest;
    return {
      what,
      events,
      'events/s': rounded(events / seconds, 0),
      'events per CPU-second (server process)': rounded(events / cpu[server]!, 0),
      'µs CPU an event': rounded((cpu[server]! / events) * 1e6),
      'p50 ms a request': rounded(percentile(result, 0.5)),
      'p99 ms a request': rounded(percentile(result, 0.99)),
    };
  };
  console.log('\nSession events, 50 a request, answered after the durable acknowledgement (beside express + mongoose create)');
  console.table([row('gateway → Kafka', ours, 'gateway'), row('express + mongoose create', theirs, 'express')]);
};
