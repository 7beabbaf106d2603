import type { Pc } from '../pc.ts';
import type { LogonResult } from '../person/logon.ts';

export type Language = 'ja' | 'en';
export type Text = Readonly<Record<Language, string>>;

/** What the person is asked before a verb; an empty answer means the default. */
export interface Question {
  readonly name: string;
  readonly text: Text;
}

export interface Verb {
  readonly text: Text;
  readonly questions: readonly Question[];
  /** Does it and says what came of it. */
  run(pc: Pc, answers: Readonly<Record<string, string>>): Promise<Text>;
}

const user: Question = { name: 'user', text: { ja: 'Windows ユーザー名', en: 'Windows user' } };
const password: Question = { name: 'password', text: { ja: 'パスワード(空=正しいもの)', en: 'Password (empty: the right one)' } };
const code: Question = { name: 'code', text: { ja: '認証コード(空=不要、または登録済みの電話のコード)', en: 'One-time code (empty: none, or that of the registered phone)' } };

const done: Text = { ja: '完了しました。', en: 'Done.' };

const messages: Readonly<Record<string, Text>> = {
  'logon-refused': { ja: 'ログオンできません。入力を確認してください。', en: 'You cannot log on. Check what you typed.' },
  'logon-unavailable': { ja: '認証サーバーに接続できません。', en: 'The authentication server cannot be reached.' },
  'otp-not-registered': { ja: 'ワンタイムパスワードが登録されていません。', en: 'No one-time password is registered.' },
  'policy-missing': { ja: '認証方法をまだ受け取っていません。', en: 'The logon methods have not arrived yet.' },
};

function told(result: LogonResult): Text {
  if (result.outcome === 'accepted') return { ja: `ログオンしました(${result.method})。`, en: `Logged on (${result.method}).` };
  return messages[result.message] ?? { ja: result.message, en: result.message };
}

function typed(answers: Readonly<Record<string, string>>): { password?: string; code?: string } {
  const filled = (name: string) => (answers[name] === undefined || answers[name] === '' ? {} : { [name]: answers[name] });
  return { ...filled('password'), ...filled('code') };
}

const named = (answers: Readonly<Record<string, string>>) => answers['user'] ?? '';

function simple(text: Text, run: (pc: Pc) => Promise<void> | void): Verb {
  return {
    text,
    questions: [],
    async run(pc) {
      await run(pc);
      return done;
    },
  };
}

/** Everything that a person can do at the PC, in the order of the menu. */
export const verbs: readonly Verb[] = [
  { text: { ja: 'ログオン', en: 'Log on' }, questions: [user, password, code], run: async (pc, given) => told(await pc.logOn({ user: named(given), ...typed(given) })) },
  simple({ ja: 'ロック', en: 'Lock' }, (pc) => pc.lock()),
  { text: { ja: 'アンロック', en: 'Unlock' }, questions: [password, code], run: async (pc, given) => told(await pc.unlock(typed(given))) },
  simple({ ja: 'ログオフ', en: 'Log off' }, (pc) => pc.logOff()),
  { text: { ja: 'ユーザー切替', en: 'Switch user' }, questions: [user, password, code], run: async (pc, given) => told(await pc.switchUser({ user: named(given), ...typed(given) })) },
  { text: { ja: 'リモートデスクトップ接続', en: 'Connect by remote desktop' }, questions: [user, password, code], run: async (pc, given) => told(await pc.connectRdp({ user: named(given), ...typed(given) })) },
  simple({ ja: 'リモートデスクトップ切断', en: 'Disconnect remote desktop' }, (pc) => pc.disconnectRdp()),
  {
    text: { ja: '紐づけ(アクティベーションコード)', en: 'Tie the account (activation code)' },
    questions: [user, { name: 'activationCode', text: { ja: 'アクティベーションコード', en: 'Activation code' } }],
    async run(pc, given) {
      const { displayName, employeeCode } = await pc.linkAccount(named(given), given['activationCode'] ?? '');
      return { ja: `${displayName}(${employeeCode})に紐づけました。`, en: `Tied to ${displayName} (${employeeCode}).` };
    },
  },
  {
    text: { ja: 'OTP登録', en: 'Register a one-time password' },
    questions: [],
    async run(pc) {
      const { uri, secret } = await pc.registerOtp();
      return {
        ja: `認証アプリに登録し、「OTP確認」でコードを入力してください。\n  キー: ${secret}\n  ${uri}`,
        en: `Add it to your authenticator app, then choose "Confirm" and type its code.\n  Key: ${secret}\n  ${uri}`,
      };
    },
  },
  {
    text: { ja: 'OTP確認', en: 'Confirm the one-time password' },
    questions: [{ name: 'code', text: { ja: '認証コード', en: 'One-time code' } }],
    async run(pc, given) {
      await pc.confirmOtp(given['code'] ?? '');
      return done;
    },
  },
  simple({ ja: '紐づけ解除', en: 'Untie the account' }, (pc) => pc.unlinkAccount()),
  simple({ ja: 'オフラインにする', en: 'Go offline' }, (pc) => pc.goOffline()),
  simple({ ja: 'オンラインにする', en: 'Go online' }, (pc) => pc.goOnline()),
  simple({ ja: 'スリープ', en: 'Sleep' }, (pc) => pc.sleep()),
  simple({ ja: '復帰', en: 'Resume' }, (pc) => pc.resume()),
  simple({ ja: '電源断', en: 'Cut the power' }, (pc) => pc.cutPower()),
  simple({ ja: '起動', en: 'Boot' }, (pc) => pc.boot()),
  simple({ ja: 'シャットダウン', en: 'Shut down' }, (pc) => pc.shutDown()),
  {
    text: { ja: '状態', en: 'State' },
    questions: [],
    async run(pc) {
      const state = await pc.state(pc.lastUser() ?? 'guest');
      const lines = Object.entries(state)
        .filter(([name]) => !['v', 'id', 't'].includes(name))
        .map(([name, value]) => `  ${name}: ${value}`);
      return { ja: lines.join('\n'), en: lines.join('\n') };
    },
  },
];
