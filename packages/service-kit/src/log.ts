import { pino, type DestinationStream, type Logger } from 'pino';
import { redactText, redactValue } from './redact.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  service: string;
  level: string;
  instance: string;
  /** Where lines go; standard output unless a test looks at them. */
  destination?: DestinationStream;
}

/**
 * A JSON-lines logger that cannot print a secret by accident: values under telling names are
 * replaced at any depth, and whatever looks like a token is replaced in every finished line.
 */
export function createLogger({ service, level, instance, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service, instance },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redactValue(fields) as Record<string, unknown>,
      bindings: (bindings: Record<string, unknown>) => redactValue(bindings) as Record<string, unknown>,
    },
    // Errors are plain by then; pino's own serializer would rename them.
    serializers: { err: (error: unknown) => error },
    hooks: { streamWrite: redactText },
  };
  return destination ? pino(options, destination) : pino(options);
}
