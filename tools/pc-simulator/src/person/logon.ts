import type { AgentHost } from '../agent-host/agent-host.ts';
import type { WindowsUser } from '../windows/windows-disk.ts';
import type { Phone } from './phone.ts';

export type Scenario = 'logon' | 'unlock' | 'rdp';

/** What a person types at the logon screen. */
export interface Typed {
  /** Default: the account's right password. */
  readonly password?: string;
  /** Default, where the method asks for one: a code of the phone that was not used before. */
  readonly code?: string;
  /** Which alternative of the screen, in its words ("password+otp"); default: one that fits what is typed. */
  readonly method?: string;
}

/** `refused` and `unavailable` come with the message key that the screen shows. */
export type LogonResult =
  | { readonly outcome: 'accepted'; readonly method: string }
  | { readonly outcome: 'refused' | 'unavailable'; readonly message: string };

/**
 * What the logon screen does with what a person typed: asks the agent for the alternatives, lets Windows
 * judge the password and the agent the code, in the order of the method. One message for every refusal.
 */
export async function passLogonScreen(
  given: { host: AgentHost; phone: Phone },
  user: WindowsUser,
  scenario: Scenario,
  typed: Typed,
): Promise<LogonResult> {
  const { host, phone } = given;
  // The logon screen runs in a session of its own, as nobody.
  const screen = { kind: 'logon', sessionId: 0 } as const;
  const offered = await host.ask(screen, { t: 'methods', windowsSid: user.windowsSid, scenario });
  const alternatives = word(offered['alternatives']).split(' ').filter((word) => word !== '');
  const method = chooseMethod(alternatives, typed);
  if (method === undefined) return { outcome: 'refused', message: word(offered['message'] ?? 'logon-refused') };

  for (const factor of method.split('+')) {
    if (factor === 'password') {
      if ((typed.password ?? user.password) !== user.password) return { outcome: 'refused', message: 'logon-refused' };
      continue;
    }
    const code = typed.code ?? (await phone.unusedCode(user.windowsAccount));
    const check = { t: 'check', windowsSid: user.windowsSid, scenario, factors: method, code };
    const verdict = await host.ask(screen, check);
    if (verdict.t !== 'verdict') throw new Error(`The agent answered the check with "${verdict.t}".`);
    if (verdict['outcome'] !== 'accepted') {
      return { outcome: verdict['outcome'] === 'unavailable' ? 'unavailable' : 'refused', message: word(verdict['message']) };
    }
  }
  return { outcome: 'accepted', method };
}

/** With a code typed, the first alternative that asks for one; without, the first that can do without. */
export function chooseMethod(alternatives: readonly string[], typed: Typed): string | undefined {
  if (typed.method !== undefined) return alternatives.find((word) => word === typed.method);
  const withCode = (word: string) => word.split('+').includes('otp');
  const fits = alternatives.filter((word) => withCode(word) === (typed.code !== undefined));
  return fits[0] ?? alternatives[0];
}

function word(value: unknown): string {
  if (typeof value !== 'string') throw new Error('The agent answered without a word that the screen needs.');
  return value;
}
