import express, { type Express } from 'express';
import type { Mail, Mailbox } from './mailbox.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]!);

const article = (mail: Mail): string => `<article>
<h2>${escape(mail.subject)}</h2>
<p>${escape(mail.receivedAt)} · ${escape(mail.from)} → ${escape(mail.to.join(', '))}</p>
<pre>${escape(mail.text)}</pre>
</article>`;

const page = (mails: readonly Mail[]): string => `<!doctype html>
<html lang="ja"><meta charset="utf-8"><title>メール Mail</title>
<style>body{font-family:sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}article{border-top:1px solid #ccc}pre{white-space:pre-wrap}</style>
<h1>メール Mail (${mails.length})</h1>
${mails.map(article).join('\n')}
</html>`;

/** The pages and the JSON of the caught mails. */
export const mailPages = (mailbox: Mailbox): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.get('/', (_req, res) => {
    res.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'").type('html').send(page(mailbox.list()));
  });
  app.get('/api/email', (_req, res) => {
    res.json(mailbox.list());
  });
  app.delete('/api/email', async (_req, res) => {
    await mailbox.clear();
    res.status(204).end();
  });
  return app;
};
