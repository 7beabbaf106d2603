/** For the tests of packages that bring an adapter of their own. */
export { outboxContract } from '../outbox.contract.ts';
export type { OutboxRig } from './outbox-rig.ts';
export { plainMessage, silentLog, textOf, uniqueName } from './bus-rig.ts';
