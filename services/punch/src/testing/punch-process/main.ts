/**
 * The service as a process that a test may kill: like `src/main.ts`, but for one company alone, because
 * the broker is shared. Arguments: the company, and "mute" for a process whose punches never reach the topic.
 */
import { topics } from '@genkan/contracts';
import type { MessageBus } from '@genkan/kafka-kit';
import { createLogger, systemClock } from '@genkan/service-kit';
import { connectAdapters } from '../../adapters.ts';
import { readConfig } from '../../config.ts';
import { runPunch } from '../../running.ts';
import { testBus } from '../test-bus.ts';

const [, , companyId = '', how = ''] = process.argv;
const config = readConfig(process.env);
const log = createLogger({ service: 'punch', ...config.log });
const parts = { log, clock: systemClock };

const mute = (bus: MessageBus): MessageBus => ({
  ...bus,
  publish: (batch, options) =>
    batch.some(({ topic }) => topic === topics.punches.name) ? new Promise(() => undefined) : bus.publish(batch, options),
});

const connected = await connectAdapters(config, parts);
const bus = testBus(connected.bus, { companyId });
const punch = await runPunch(config, { ...connected, bus: how === 'mute' ? mute(bus) : bus }, parts);
await punch.caughtUp();
process.stdout.write('caught up\n');
