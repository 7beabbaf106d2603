import type { MessageBus } from '../message-bus.ts';
import { createKafkajsBus } from '../kafkajs/bus.ts';
import { createTestTopics } from '../kafkajs/test-topics.ts';
import { silentLog } from './bus-rig.ts';
import type { BusRig } from './bus-rig.ts';

/** Real topics on real brokers; all of them are deleted at the end. */
export const kafkaRig = async (brokers: readonly string[]): Promise<BusRig> => {
  const topics = await createTestTopics(brokers);
  const buses: MessageBus[] = [];
  return {
    async newBus() {
      const bus = await createKafkajsBus({ brokers, clientId: 'kafka-kit-test', log: silentLog });
      buses.push(bus);
      return bus;
    },
    makeTopic: (name) => topics.make(name),
    async close() {
      await Promise.all(buses.map((bus) => bus.close()));
      await topics.removeAll();
    },
  };
};
