import { connectMongo, type MongoConnection } from '@genkan/mongo-kit';
import { createLogger } from '@genkan/service-kit';
import { dropOwnDatabase, ownNames, testServers } from '@genkan/test-kit';

export interface Engine extends MongoConnection {
  /** Removes what the test made, and disconnects. */
  dispose(): Promise<void>;
}

/** The MongoDB engine in use, connected as every service is, with a database of the test's own. */
export const connectEngine = async (): Promise<Engine> => {
  const { database } = ownNames();
  const log = createLogger({ service: 'conformance', level: 'silent', instance: 'test' });
  const connection = await connectMongo({ uri: testServers().mongodbUri, database, log });
  return {
    ...connection,
    async dispose() {
      await connection.close();
      await dropOwnDatabase(database);
    },
  };
};
