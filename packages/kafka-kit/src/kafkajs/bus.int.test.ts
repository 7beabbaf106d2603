import { testServers } from '@genkan/test-kit';
import { messageBusContract } from '../message-bus.contract.ts';
import { subscriptionContract } from '../subscription.contract.ts';
import { kafkaRig } from '../testing/kafka-rig.ts';

messageBusContract('kafkajs', () => kafkaRig(testServers().kafkaBrokers));
subscriptionContract('kafkajs', () => kafkaRig(testServers().kafkaBrokers));
