import type { OwnNames } from '@genkan/test-kit';
import { testGateway, testServers } from '@genkan/test-kit';
import type { Config } from '../config.ts';

/** The configuration of the service on real servers, in a database and consumer groups of its own. */
export function testConfig({ suffix, database }: Pick<OwnNames, 'suffix' | 'database'>, gateway = testGateway()): Config {
  const { mongodbUri, kafkaBrokers } = testServers();
  return {
    http: { host: '127.0.0.1', port: 0 },
    log: { level: 'silent', instance: `test-${suffix}-${process.pid}` },
    mongo: { uri: mongodbUri, database },
    kafka: { brokers: kafkaBrokers, groupSuffix: suffix },
    gatewayPublicKeys: gateway.publicKeys as Config['gatewayPublicKeys'],
  };
}
