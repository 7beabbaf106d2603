import type { Redis } from 'ioredis';

/** A library of Redis functions that loads itself wherever it is missing. */
export interface RedisFunctions {
  call(name: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
}

export function redisFunctions(redis: Redis, source: string): RedisFunctions {
  const load = async (): Promise<void> => {
    await redis.function('LOAD', 'REPLACE', source);
  };
  const call = (name: string, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> =>
    redis.fcall(name, keys.length, ...keys, ...args);
  // Loaded with every connection, so that the first checks after a start or a restart need not find it missing.
  redis.on('ready', () => void load().catch(() => undefined));

  return {
    async call(name, keys, args) {
      try {
        return await call(name, keys, args);
      } catch (error) {
        // A Redis that lost its data, or a replica that took over early, may lack the functions.
        if (!(error instanceof Error) || !error.message.includes('Function not found')) throw error;
        await load();
        return call(name, keys, args);
      }
    },
  };
}
