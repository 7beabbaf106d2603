import type { Admin, Kafka } from 'kafkajs';
import { within } from '../within.ts';

export interface AdminAccess {
  /** Runs one question against a connected admin client; a failure makes the next question reconnect. */
  ask<Value>(what: string, question: (admin: Admin) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

const answerWithinMs = 8_000;

export const createAdminAccess = (kafka: Kafka): AdminAccess => {
  let connected: Promise<Admin> | undefined;

  const connect = async (): Promise<Admin> => {
    const admin = kafka.admin();
    await admin.connect();
    return admin;
  };

  const forget = async (): Promise<void> => {
    const old = connected;
    connected = undefined;
    // A connection that failed to open, or is broken, has nothing left to close.
    await old?.then((admin) => within(2_000, 'closing the admin client', admin.disconnect())).catch(() => undefined);
  };

  return {
    async ask(what, question) {
      connected ??= connect();
      try {
        return await within(answerWithinMs, what, connected.then(question));
      } catch (error) {
        await forget();
        throw error;
      }
    },
    close: forget,
  };
};
