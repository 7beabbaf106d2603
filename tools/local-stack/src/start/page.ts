import type { StackFile } from './stack-file.ts';

/** The short page that is printed when everything is ready. */
export const startPage = (stack: StackFile, file: string, seconds: number): string => {
  const [full, general, none, other] = stack.administrators;
  return `
Genkan  (${seconds.toFixed(1)} s)

  勤怠管理 Attendance   ${stack.attendance}
  コンソール Console    ${stack.console}
  メール Mail           ${stack.mail}

  管理者 Administrators (パスワード Password: ${full?.password})
    ${full?.account.padEnd(12)} 全権管理者  all access
    ${other === undefined ? '' : `${other.account.padEnd(12)} 全権管理者  all access\n    `}${general?.account.padEnd(12)} 一般管理者  general
    ${none?.account.padEnd(12)} 利用なし    may not use Genkan

  お試しください
    1. 勤怠管理に ${full?.account} でログインし、スイッチャーから Genkan を開くと、ログ表示に PC の記録が並びます。
    2. 勤怠管理の日別データで、PC のログからできた打刻(SL)を見ます。
    3. ${none?.account} でも試してください。Genkan には入れません。
    4. npm run pc で PC の前に座ります。アクティベーションコードはコンソールのユーザー設定で発行します。
  What to try
    1. Log in to Attendance as ${full?.account}, choose Genkan in the switcher: the log shows what the PCs did.
    2. See in Attendance's daily data the punches (SL) that came from the PC logs.
    3. Try ${none?.account}: it gets in nowhere.
    4. npm run pc seats you at a PC; issue an activation code for an employee under Users in the console.

  全アドレスとトークン All addresses and tokens: ${file}
  終了 End: Ctrl-C / npm stop    最初から Begin anew: npm start -- --fresh
`;
};
