import { writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/** `EX_CONFIG` of sysexits.h: a supervisor need not restart what cannot start. */
const configurationExitCode = 78;

const commaList = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()).filter((part) => part !== ''))
  .refine((parts) => parts.length > 0, 'needs at least one entry');

/** What every process reads: where it listens, how it logs, what it is called. */
export const httpConfig = z.object({
  GENKAN_HTTP_HOST: z.string().min(1).default('127.0.0.1'),
  GENKAN_HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  GENKAN_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  GENKAN_INSTANCE: z.string().min(1).default(() => `${hostname()}-${process.pid}`),
});

/** `GENKAN_MONGODB_DATABASE` has no default here; a service gives it one with `.extend`. */
export const mongoConfig = z.object({
  GENKAN_MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://'),
  GENKAN_MONGODB_DATABASE: z.string().regex(/^[A-Za-z0-9_-]{1,63}$/, 'must be 1 to 63 letters, digits, _ or -'),
});

export const kafkaConfig = z.object({
  GENKAN_KAFKA_BROKERS: commaList,
  /** Appended to consumer groups, so that tests that share a broker do not share a group. */
  GENKAN_CONSUMER_GROUP_SUFFIX: z.string().regex(/^[A-Za-z0-9._-]*$/, 'must be letters, digits, . _ or -').default(''),
});

export const redisConfig = z.object({
  GENKAN_REDIS_URL: z.string().regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://'),
});

/**
 * The environment as the schema wants it. A wrong environment ends the process with code 78 after
 * every problem was named on stderr by variable and rule; a value is never printed, it may be a secret.
 */
export function loadConfig<S extends z.ZodType>(schema: S, env: Record<string, string | undefined>): z.infer<S> {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  writeSync(2, `The environment is not usable:\n${describeProblems(result.error).join('\n')}\n`);
  process.exit(configurationExitCode);
}

/** One line per problem: the variable and the rule it breaks, without its value. */
export function describeProblems(error: z.ZodError): string[] {
  return error.issues.map((issue) => `  ${issue.path.map(String).join('.') || '(all)'}: ${issue.message}`);
}
