import { scenarios } from '@genkan/logon-policy';
import { z } from 'zod';

/** Version of the messages inside `P` lines. */
export const messageVersion = 1;

const head = { v: z.literal(messageVersion), id: z.string().min(1).max(64) };
const windowsSid = z.string().regex(/^S-1(-[0-9]{1,15}){1,15}$/).max(184);
const otpCode = z.string().regex(/^[0-9]{6}$/);
/** As a person types it; compared in its normal form. */
const breakGlassCode = z.string().regex(/^[\x20-\x7e]{1,40}$/);
/** The word by which the logon screen offers and sends the break-glass code; always together with the password. */
export const breakGlassWord = 'break-glass';
/** Activation codes are compared by the server; here only their outer form is bounded. */
const activationCode = z.string().min(4).max(64).regex(/^[\x21-\x7e]+$/);

const Methods = z.strictObject({ ...head, t: z.literal('methods'), windowsSid, scenario: z.enum(scenarios) });
const Check = z
  .strictObject({
    ...head,
    t: z.literal('check'),
    windowsSid,
    /** As Windows writes it; named in the report of a used break-glass code. */
    windowsAccount: z.string().min(1).max(256).optional(),
    scenario: z.enum(scenarios),
    /** The alternative that the person chose, in the words of `methods`. */
    factors: z.enum(['otp', 'otp+password', 'password+otp', breakGlassWord]),
    code: z.string(),
  })
  .refine(({ factors, code }) => (factors === breakGlassWord ? breakGlassCode : otpCode).safeParse(code).success, { path: ['code'] });
const State = z.strictObject({ ...head, t: z.literal('state') });
const Link = z.strictObject({ ...head, t: z.literal('link'), activationCode });
/** With a code where one is registered: a password alone must not end what makes it not enough. */
const Unlink = z.strictObject({ ...head, t: z.literal('unlink'), code: otpCode.optional() });
const ConsoleOpen = z.strictObject({ ...head, t: z.literal('console-open') });
const OtpRegistrationStart = z.strictObject({ ...head, t: z.literal('otp-registration-start') });
const OtpRegistrationConfirm = z.strictObject({
  ...head,
  t: z.literal('otp-registration-confirm'),
  registrationId: z.string().min(1).max(100),
  code: otpCode,
});

/** What the logon screen and the client console may ask, one JSON object each. */
export const Message = z.discriminatedUnion('t', [Methods, Check, State, Link, Unlink, OtpRegistrationStart, OtpRegistrationConfirm, ConsoleOpen]);
export type Message = z.infer<typeof Message>;

/** Answers are flat, so that the credential provider needs only a small strict JSON reader. */
export type Reply = { readonly t: string; readonly [field: string]: string | number | boolean };

/** Words that the screens translate; one word for every refusal of a logon, so that nobody learns which factor was wrong. */
export type MessageKey = 'logon-refused' | 'logon-unavailable' | 'otp-not-registered' | 'policy-missing';

export type ReadMessage =
  | { readonly ok: true; readonly message: Message }
  | { readonly ok: false; readonly id: string; readonly reason: 'malformed' | 'unknown-type' };

const types: ReadonlySet<unknown> = new Set(Message.options.map((option) => option.shape.t.value));
const Envelope = z.looseObject({ id: z.string().min(1).max(64), t: z.string() });

/** Reads one message; total. The id of an unreadable one is given back if it has one, else it is empty. */
export function readMessage(text: string): ReadMessage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, id: '', reason: 'malformed' };
  }
  const message = Message.safeParse(json);
  if (message.success) return { ok: true, message: message.data };
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) return { ok: false, id: '', reason: 'malformed' };
  return { ok: false, id: envelope.data.id, reason: types.has(envelope.data.t) ? 'malformed' : 'unknown-type' };
}
