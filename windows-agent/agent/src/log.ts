export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void;
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** Names whose values never reach a log, whoever logs them (error codes are logged as `errorCode`). */
const secretNames =
  /^(code|otp|otpCode|activationCode|secret|uri|token|accessToken|access_token|enrolmentToken|assertion|password|authorization|privateKey|sealedKey|key|d)$/i;
/** A JSON web token inside a text, for example in the message of an error. */
const tokenText = /eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g;

/** One JSON object per line; the host writes the agent's stderr to its log file. */
export function createLogger(options: { level: LogLevel; write: (line: string) => void; now?: () => Date }): Logger {
  const now = options.now ?? (() => new Date());
  const log = (level: LogLevel) => (message: string, fields: Record<string, unknown> = {}) => {
    if (order.indexOf(level) < order.indexOf(options.level)) return;
    const entry = { time: now().toISOString(), level, msg: message, ...redactObject(fields, 0) };
    options.write(`${JSON.stringify(entry)}\n`);
  };
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') };
}

function redactObject(fields: object, depth: number): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    shown[name] = secretNames.test(name) ? '[redacted]' : redact(value, depth + 1);
  }
  return shown;
}

function redact(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replace(tokenText, '[token]').slice(0, 2_000);
  if (value instanceof Error) return { name: value.name, message: redact(value.message, depth), stack: redact(value.stack ?? '', depth) };
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 4) return '[deep]';
  return Array.isArray(value) ? value.slice(0, 50).map((item) => redact(item, depth + 1)) : redactObject(value, depth);
}
