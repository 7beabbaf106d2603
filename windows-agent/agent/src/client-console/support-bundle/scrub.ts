/** Words that stand for a secret wherever they name a value. */
const secretName = String.raw`(?:pass(?:word|wd|phrase)?|pwd|secret|token|code|otp|key|authori[sz]ation|assertion|cookie|credential|bearer|パスワード|コード)`;

/** In this order: the longer and more telling shapes first. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, '[pem]'],
  [/otpauth:\/\/\S*/gi, '[otpauth]'],
  [/eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){0,4}/g, '[token]'],
  [/\b(bearer|basic)\s+[^\s"',;]+/gi, '$1 [redacted]'],
  [/(\/\/)[^/\s@"']+@/g, '$1[redacted]@'],
  // Activation codes: four groups of four.
  [/\b[0-9A-Za-z]{4}(?:-[0-9A-Za-z]{4}){3}\b/g, '[code]'],
  [/\b[0-9A-Z]{4}(?: [0-9A-Z]{4}){3,7}\b/g, '[code]'],
  // One-time codes.
  [/(?<![\d.:/-])\d{6}(?![\d.:/-])/g, '[digits]'],
  [/(?<![\d.:/-])\d{3} \d{3}(?![\d.:/-])/g, '[digits]'],
  // Base32 and base64 keys, sealed keys, digests, tokens: long words that no person wrote.
  [/\b[A-Z2-7]{16,}\b=*/g, '[base32]'],
  [/\b[0-9A-HJKMNP-TV-Z]{16}\b/gi, '[code]'],
  [/\b(?:[0-9a-fA-F]{2}){16,}\b/g, '[hex]'],
  [/(?<![\w+/-])(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[\w+/-]{28,}={0,2}(?![\w+/-])/g, '[long-word]'],
  // Last, name = value, name: value, "name":"value"; the value to the end of its quotes, or of the word.
  [new RegExp(String.raw`([\w.-]*${secretName}[\w-]*["']?\s*(?:[=:]|\bis\b|は)\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"',;}]+)`, 'gi'), '$1[redacted]'],
];
const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const sid = /\bS-1-5-21(?:-\d{1,10}){1,4}\b/g;

/** Takes out of a text what may be a secret, by its shape and by the words before it. Rather too much than too little. */
export function scrubText(text: string): string {
  // Ids of events and checks have the shape of a key, and are what support looks for.
  const ids: string[] = [];
  const held = text.replace(uuid, (id) => `⟦${ids.push(id) - 1}⟧`);
  const clean = shapes.reduce((each, [shape, instead]) => each.replace(shape, instead), held);
  return clean.replace(/⟦(\d+)⟧/g, (_, index: string) => ids[Number(index)] ?? '');
}

/** Other people's accounts of this PC become numbers, the same in the whole bundle. */
export function createAccountMask(ownSid: string): (text: string) => string {
  const others = new Map<string, number>();
  return (text) =>
    text.replace(sid, (found) => {
      if (found === ownSid) return found;
      const number = others.get(found) ?? others.size + 1;
      others.set(found, number);
      return `S-other-${number}`;
    });
}

/** Fields of the agent's own log lines that say what happened and hold nothing that anybody typed. */
const told: ReadonlySet<string> = new Set([
  'time', 'level', 'msg', 'accounts', 'appliedMs', 'checkId', 'clockOffsetMs', 'companyId', 'connection', 'deviceId', 'errorCode', 'eventId', 'events',
  'held', 'inferred', 'kind', 'length', 'letter', 'path', 'pcName', 'port', 'problems', 'server', 'simulated', 'status', 'type', 'version', 'waitMs', 'why',
]);

/** One line of a log file: of the agent's own lines only known fields, of any other the scrubbed text. */
export function scrubLogLine(line: string): string {
  const fields = readObject(line);
  if (fields === undefined) return scrubText(line);
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'error') kept[name] = scrubError(value);
    else if (!told.has(name)) kept[name] = '[left out]';
    else kept[name] = plain(name, value);
  }
  return JSON.stringify(kept);
}

function plain(name: string, value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  // Dates and versions have shapes of their own.
  if (typeof value === 'string') return name === 'time' || name === 'version' ? value.slice(0, 64) : scrubText(value);
  return Array.isArray(value) ? value.map((each) => plain(name, each)) : '[left out]';
}

function scrubError(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return '[left out]';
  const { name, message, stack } = value as Record<string, unknown>;
  return Object.fromEntries([['name', name], ['message', message], ['stack', stack]].map(([key, text]) => [key, typeof text === 'string' ? scrubText(text) : '']));
}

function readObject(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
