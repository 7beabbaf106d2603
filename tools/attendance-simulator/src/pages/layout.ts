import { html, type Markup } from './html.ts';
import { textsOf, type Language } from './texts.ts';

export interface Service {
  name: string;
  url: string;
  current: boolean;
}

export interface Frame {
  language: Language;
  title: string;
  /** Path with query of this page, for the language link. */
  here: string;
  /** The administrator at the screen; without one the page has no menu. */
  signedIn?: { name: string; services: readonly Service[] };
}

/** The frame of every page: product, switcher, language, log-out. It works without scripts. */
export function page(frame: Frame, content: Markup): string {
  const t = textsOf(frame.language);
  const other = frame.language === 'ja' ? 'en' : 'ja';
  const here = new URL(frame.here, 'http://page');
  here.searchParams.set('lang', other);
  const menu = frame.signedIn && html`
    <details class="switcher">
      <summary>${t.switcher}</summary>
      <ul>${frame.signedIn.services.map((service) => html`<li><a href="${service.url}"${service.current ? html` aria-current="true"` : ''}>${service.name}</a></li>`)}</ul>
    </details>
    <span class="who">${frame.signedIn.name}</span>
    <form method="post" action="/logout"><button class="plain">${t.signOut}</button></form>`;
  return html`<!doctype html>
<html lang="${frame.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${frame.title} | ${t.product} ${t.simulator}</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="data:,">
</head>
<body>
<header>
<a class="product" href="/">${t.product}<small>${t.simulator}</small></a>
<nav>${menu}<a lang="${other}" hreflang="${other}" href="${here.pathname + here.search}">${t.otherLanguage}</a></nav>
</header>
<main>${content}</main>
<footer>${t.simulatorNote}</footer>
</body>
</html>`.text;
}
