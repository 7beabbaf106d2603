import mongoose from 'mongoose';

const withClient = async <Result>(url: string, use: (command: (document: Record<string, unknown>) => Promise<Record<string, unknown>>) => Promise<Result>): Promise<Result> => {
  const client = new mongoose.mongo.MongoClient(url, { serverSelectionTimeoutMS: 500, connectTimeoutMS: 500 });
  try {
    return await use((document) => client.db('admin').command(document));
  } finally {
    await client.close();
  }
};

/** Whether the server answers; throws the driver's error when it does not. */
export const answersHello = (url: string): Promise<boolean> =>
  withClient(url, async (command) => {
    await command({ hello: 1 });
    return true;
  });

/** Whether the server is the primary of its one-node replica set, which is made when it is missing. */
export const isPrimary = (url: string, replicaSet: string, host: string): Promise<boolean> =>
  withClient(url, async (command) => {
    const hello = await command({ hello: 1 });
    if (hello['setName'] === undefined) await command({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host }] } });
    return hello['isWritablePrimary'] === true;
  });
