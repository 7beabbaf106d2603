import { createLogger, listen, shutdownOnSignal } from '@genkan/service-kit';
import { connectAdapters } from './adapters.ts';
import { readConfig } from './config.ts';
import { runPolicy } from './running.ts';

const config = readConfig(process.env);
const log = createLogger({ service: 'policy', ...config.log });

const adapters = await connectAdapters(config, log);
const policy = await runPolicy(config, adapters, log);
const server = await listen(policy.app, config.http);
log.info({ port: server.port }, 'listening');

shutdownOnSignal({ withinMs: 25_000, log }, [
  () => policy.drain(),
  () => server.close(), // no new requests
  () => policy.stopConsuming(), // finish the message in hand, commit, leave the group
  () => policy.stopSending(), // give the outbox back to another instance
  () => adapters.close(), // last, when nobody uses them
]);
