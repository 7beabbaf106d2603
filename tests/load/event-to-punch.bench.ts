import { fromBinary } from '@bufbuild/protobuf';
import { PunchSchema, topics } from '@genkan/contracts';
import { createKafkajsBus } from '@genkan/kafka-kit';
import { createLogger } from '@genkan/service-kit';
import { sessionEvent } from '../e2e/support/device.ts';
import type { Story } from '../e2e/support/story.ts';
import { type FleetPc, post, windowsSid } from './fleet.ts';
import { inParallel, percentile, rounded } from './measure.ts';

/** From the moment a PC sends a logon to the moment a consumer of the topic has its clock-in. */
export const benchEventToPunch = async (story: Story, fleet: readonly FleetPc[]): Promise<void> => {
  const log = createLogger({ service: 'bench', level: 'error', instance: 'bench' });
  const bus = await createKafkajsBus({ brokers: [story.servers.kafka.brokers], clientId: 'bench', log });
  const arrived = new Map<string, (at: number) => void>();
  const consumption = await bus.consume({ group: `bench-${process.pid}`, topics: [topics.punches.name], fromBeginning: false }, async (batch) => {
    const now = performance.now();
    for (const { value, offset } of batch.messages) {
      for (const id of value === null ? [] : fromBinary(PunchSchema, value).evidenceEventIds) arrived.get(id)?.(now);
      batch.resolve(offset);
    }
  });
  const url = `${story.genkan.gateways[0]!.url}/api/agent/v1/session-events`;
  const onePcPerUser = [...new Map(fleet.map((pc) => [pc.user.userId, pc])).values()];
  const latency = async (pc: FleetPc, times: number[]): Promise<void> => {
    const event = sessionEvent({ windowsSid });
    const sent = performance.now();
    const punched = new Promise<number>((resolve, reject) => {
      arrived.set(String(event['eventId']), resolve);
      setTimeout(() => reject(new Error('No punch came of an event within 20 s.')), 20_000).unref();
    });
    await post(url, { events: [event] }, pc);
    times.push((await punched) - sent);
  };
  await inParallel(onePcPerUser.slice(0, 10), 1, (pc) => latency(pc, []));
  const times: number[] = [];
  await inParallel(onePcPerUser.slice(10), 8, (pc) => latency(pc, times));
  await consumption.stop();
  await bus.close();
  console.log('\nEvent → punch on the topic, 8 PCs at once');
  console.table([{ events: times.length, 'p50 ms': rounded(percentile(times, 0.5)), 'p90 ms': rounded(percentile(times, 0.9)), 'p99 ms': rounded(percentile(times, 0.99)) }]);
};
