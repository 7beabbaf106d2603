const replacement = '[redacted]';
const maximumDepth = 8;

/** Names, without case, `-` and `_`, whose value is never logged. */
const secretNames = new Set([
  'authorization', 'proxyauthorization', 'cookie', 'setcookie', 'code', 'otp', 'otpcode', 'pin', 'seed', 'uri',
  'assertion', 'clientassertion', 'csrf', 'csrftoken', 'genkancsrf', 'genkandevice', 'credential', 'credentials',
  'signingkey', 'privatekey', 'apikey', 'sessionid', 'codeverifier', 'nonce', 'state', 'jwk', 'datakey',
]);
const secretEnding = /(password|passphrase|secret|token|tokens|activationcode|rescuecode|devicetokenkeys)$/;

// JWTs, bearer credentials, otpauth URIs, the password part of a connection string, secrets in a query.
const secretTexts: readonly [RegExp, string][] = [
  [/eyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, replacement],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${replacement}`],
  [/otpauth:\/\/[^\s"\\]+/g, replacement],
  [/([a-z][a-z+]*:\/\/[^\s:/@"\\]*:)[^\s@/"\\]+@/g, `$1${replacement}@`],
  [/([?&](?:code|token|secret|assertion|client_assertion|id_token|access_token|state)=)[^&\s"\\]+/gi, `$1${replacement}`],
];

const isSecretName = (name: string): boolean => {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '');
  return secretNames.has(plain) || secretEnding.test(plain);
};

/** Replaces whatever looks like a credential inside a text. */
export const redactText = (text: string): string =>
  secretTexts.reduce((rest, [pattern, by]) => rest.replace(pattern, by), text);

/**
 * A copy of `value` for the log: secrets by name replaced, errors turned into plain fields, nothing
 * deeper than eight levels. The `code` of an error is kept, because it names the kind of failure.
 */
export function redactValue(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maximumDepth) return '[deep]';
  if (value instanceof Date) return value;
  if (value instanceof Error) return redactError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, redactNamed(name, item, depth)]),
  );
}

const redactNamed = (name: string, value: unknown, depth: number): unknown =>
  isSecretName(name) && value !== undefined && value !== null ? replacement : redactValue(value, depth + 1);

function redactError(error: Error, depth: number): Record<string, unknown> {
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined;
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) }),
  };
}
