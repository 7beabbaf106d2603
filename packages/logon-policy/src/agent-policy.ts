import { z } from 'zod';
import { factors, methodListFaults } from './logon-method.ts';
import type { MethodListFault } from './logon-method.ts';

/** One alternative as it travels in JSON. */
export const LogonMethodJson = z.object({ first: z.enum(factors), second: z.enum(factors).optional() });

/** Whether the filter only watches, or hides the other ways to log on. */
export const enforcements = ['observe', 'enforce'] as const;

/** Whose Windows passwords a PC may keep, sealed, so that a one-time password alone logs on. */
export const PasswordKeeping = z.object({ users: z.boolean(), administrators: z.boolean() });
export type PasswordKeeping = z.infer<typeof PasswordKeeping>;

const faultTexts: Readonly<Record<MethodListFault['kind'], { ja: string; en: string }>> = {
  empty: { ja: '認証方法を 1 つ以上残してください', en: 'Keep at least one logon method' },
  'same-factor-twice': { ja: '第1認証と第2認証には別の方法を選んでください', en: 'Choose two different factors for a pair' },
  duplicate: { ja: '同じ認証方法が既にあります', en: 'This logon method is in the list already' },
};

/** A list of alternatives that may be in force: at least one, no factor twice in a pair, no alternative twice. */
export const LogonMethodList = z
  .array(LogonMethodJson)
  .max(10)
  .check((context) => {
    for (const fault of methodListFaults(context.value)) {
      context.issues.push({
        code: 'custom',
        input: context.value,
        path: fault.kind === 'empty' ? [] : [fault.index],
        message: fault.kind,
        params: { fault: fault.kind, ...faultTexts[fault.kind] },
      });
    }
  });

/**
 * What an agent must know to run the logon screen of its PC without the network: the answer of
 * GET /api/agent/v1/policy, kept by the agent's policy cache. Unknown fields are ignored, so that an
 * older agent can read a newer policy.
 */
export const AgentPolicy = z.object({
  /** Changes whenever anything but `serverTime` changes. */
  version: z.string().min(1),
  serverTime: z.iso.datetime({ offset: true }),
  accounts: z.array(
    z.object({
      windowsSid: z.string().min(1),
      userId: z.string().min(1),
      language: z.enum(['ja', 'en']),
      otpRegistered: z.boolean(),
      /** Whether the server refuses the user's one-time password (too many failures, or the person has left). */
      locked: z.boolean(),
      /** false: the person has left; nothing lets him in, whatever `methods` says. Servers before it sent only `locked`. */
      enabled: z.boolean().default(true),
      methods: LogonMethodList,
      scenarios: z.object({ logon: z.boolean(), unlock: z.boolean(), rdp: z.boolean(), credui: z.boolean() }),
    }),
  ),
  /** How Windows accounts log on that are tied to nobody. */
  unlinkedMethods: LogonMethodList,
  /** Servers before it enforced nothing. */
  enforcement: z.enum(enforcements).default('observe'),
  /** Servers before it kept nothing. */
  passwordKeeping: PasswordKeeping.default({ users: false, administrators: false }),
});
export type AgentPolicy = z.infer<typeof AgentPolicy>;
export type AgentPolicyAccount = AgentPolicy['accounts'][number];
