import { messageBusContract } from '../message-bus.contract.ts';
import { subscriptionContract } from '../subscription.contract.ts';
import type { BusRig } from '../testing/bus-rig.ts';
import { createMemoryBackend, createMemoryBus } from './bus.ts';

const memoryRig = async (): Promise<BusRig> => {
  const backend = createMemoryBackend(3);
  return {
    newBus: async () => createMemoryBus({ backend }),
    makeTopic: async () => undefined,
    close: async () => undefined,
  };
};

messageBusContract('memory', memoryRig);
subscriptionContract('memory', memoryRig);
