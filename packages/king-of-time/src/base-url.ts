export type BaseUrlProblem = 'not-a-url' | 'not-http' | 'has-credentials' | 'has-query-or-fragment';

/** Checks the address of a WebAPI and normalises it to have no slash at its end. */
export function checkBaseUrl(text: string): { url: string } | { problem: BaseUrlProblem } {
  if (!URL.canParse(text)) return { problem: 'not-a-url' };
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { problem: 'not-http' };
  if (url.username !== '' || url.password !== '') return { problem: 'has-credentials' };
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) return { problem: 'has-query-or-fragment' };
  return { url: url.href.replace(/\/+$/, '') };
}
