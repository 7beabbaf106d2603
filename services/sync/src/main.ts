import { createLogger, listen, shutdownOnSignal } from '@genkan/service-kit';
import { connectAdapters } from './adapters.ts';
import { readConfig } from './config.ts';
import { runSync } from './running.ts';

const config = readConfig(process.env);
const log = createLogger({ service: 'sync', ...config.log });

const adapters = await connectAdapters(config, log);
const sync = await runSync(config, adapters, log);
const server = await listen(sync.app, config.http);
log.info({ port: server.port }, 'listening');

shutdownOnSignal({ withinMs: 25_000, log }, [
  () => sync.drain(),
  () => server.close(), // no new requests
  () => sync.stopRuns(), // what is applied stays stated on the run
  () => sync.stopConsuming(), // finish the message in hand, commit, leave the group
  () => sync.stopSending(), // give the outbox back to another instance
  () => adapters.close(), // last, when nobody uses them
]);
