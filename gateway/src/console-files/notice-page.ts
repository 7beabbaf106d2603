import { errorEntry, type Bilingual, type ErrorCode } from '@genkan/service-kit';

/** What a page without the console says. */
export interface Notice {
  title: Bilingual;
  text: Bilingual;
  /** The attendance system where one logs in, when it is known which. */
  attendanceUrl?: string | undefined;
  /** Identifier under which the logs have the case. */
  id?: string | undefined;
}

/** Shown to whoever comes without a session: there is no login form here. */
export const whereToLogIn = (attendanceUrl: string | undefined): Notice => ({
  title: { ja: 'ログインは勤怠管理から', en: 'Log in from the attendance system' },
  text: {
    ja: 'この管理画面には、勤怠管理にログインし、画面右上のスイッチャーから入ります。勤怠管理のログイン画面をブックマークしておくと便利です。',
    en: 'This console has no login of its own. Log in to the attendance system and choose it in the switcher at the top right. It helps to bookmark the login page of the attendance system.',
  },
  attendanceUrl,
});

/** Shown when a login did not succeed. */
export const refusedLogin = (code: ErrorCode, attendanceUrl: string | undefined, id: string): Notice => ({
  title: errorEntry(code).title,
  text: errorEntry(code).advice,
  attendanceUrl,
  id,
});

const linkText: Bilingual = { ja: '勤怠管理のログイン画面へ', en: 'To the login page of the attendance system' };

/** A page in one language with the other below it, without scripts. */
export function noticePage(notice: Notice, language: 'ja' | 'en', nonce: string): string {
  const other = language === 'ja' ? 'en' : 'ja';
  const link = (spoken: 'ja' | 'en'): string =>
    notice.attendanceUrl === undefined ? '' : `<p><a href="${escapeHtml(notice.attendanceUrl)}">${linkText[spoken]}</a></p>`;
  const section = (spoken: 'ja' | 'en', heading: string): string =>
    `<section lang="${spoken}"><${heading}>${escapeHtml(notice.title[spoken])}</${heading}><p>${escapeHtml(notice.text[spoken])}</p>${link(spoken)}</section>`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Genkan – ${escapeHtml(notice.title[language])}</title>
<style nonce="${nonce}">
body { margin: 0; font: 16px/1.7 system-ui, "Hiragino Sans", "Noto Sans JP", sans-serif; color: #1b2733; background: #f3f6f9; }
main { max-width: 36rem; margin: 12vh auto; padding: 2rem 2.5rem; background: #fff; border-radius: 12px; box-shadow: 0 1px 4px rgb(0 0 0 / 15%); }
h1 { font-size: 1.4rem; } h2 { font-size: 1rem; } section + section { margin-top: 2rem; border-top: 1px solid #d5dde5; font-size: .9rem; color: #46525e; }
a { color: #0b57a4; } small { color: #5d6873; }
</style>
</head>
<body><main>${section(language, 'h1')}${section(other, 'h2')}${notice.id === undefined ? '' : `<p><small>ID: ${escapeHtml(notice.id)}</small></p>`}</main></body>
</html>
`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character] as string);
