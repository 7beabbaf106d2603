/** For the tests of packages that bring an adapter of their own, or look at a broker from outside. */
export { createClient } from '../kafkajs/client.ts';
export { outboxContract } from '../outbox.contract.ts';
export type { OutboxRig } from './outbox-rig.ts';
export { plainMessage, silentLog, textOf, uniqueName } from './bus-rig.ts';
