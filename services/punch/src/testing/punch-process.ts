/**
 * The service as a process that a test may kill: like `main.ts`, but it passes over what the shared
 * broker held before the test. Arguments: suffix, database, since when (milliseconds since the epoch).
 */
import { createLogger, systemClock } from '@genkan/service-kit';
import { connectAdapters } from '../adapters.ts';
import { runPunch } from '../running.ts';
import { testBus } from './test-bus.ts';
import { testConfig } from './test-config.ts';

const [, , suffix = '', database = '', since = '0'] = process.argv;
const config = testConfig({ suffix, database });
const log = createLogger({ service: 'punch', level: 'warn', instance: config.log.instance });
const parts = { log, clock: systemClock };

const adapters = await connectAdapters(config, parts);
const punch = await runPunch(config, { ...adapters, bus: testBus(adapters.bus, { suffix, since: Number(since) }) }, parts);
await punch.caughtUp();
process.stdout.write('caught up\n');
