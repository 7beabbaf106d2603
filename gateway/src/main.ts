import { createLogger, createMetricsApp, listen, shutdownOnSignal, systemClock } from '@genkan/service-kit';
import { connectAdapters } from './adapters.ts';
import { createGateway } from './app.ts';
import { readConfig } from './config.ts';

const config = readConfig(process.env);
const log = createLogger({ service: 'gateway', level: config.logLevel, instance: config.instance });

const adapters = await connectAdapters(config, systemClock, log);
const gateway = await createGateway(config, adapters, systemClock, log);
const metrics = config.metrics && (await listen(createMetricsApp(log), config.metrics));
const server = await listen(gateway.listener, config.http);
log.info({ port: server.port }, 'listening');

shutdownOnSignal({ withinMs: 25_000, log }, [
  () => gateway.health.drain(),
  () => server.close(), // no new requests; those under way are answered
  () => adapters.close(),
  () => metrics?.close(),
]);
