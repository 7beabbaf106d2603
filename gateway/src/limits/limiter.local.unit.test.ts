import { limiterContract } from './limiter.contract.ts';
import { localLimiter } from './limiter.local.ts';

limiterContract('the limiter within one process', async (clock) => ({ limiter: localLimiter(clock), close: async () => undefined }));
