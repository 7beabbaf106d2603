import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from '../log.ts';
import { currentTraceparent, traceIdOf } from '../trace.ts';
import { errorEntry } from './error-table.ts';
import { presentProblem, type Problem } from './problem.ts';
import { problemOf } from './problem-of.ts';

/** Says the problem's code to a gateway that passes the body on unread. */
export const problemHeader = 'genkan-problem';

/** Turns whatever a route threw into `application/problem+json`; the one place that does. */
export const problemMiddleware =
  (log: Logger): ErrorRequestHandler =>
  (error: unknown, req, res, _next) =>
    answerWithProblem(log, req, res, error);

/** The same for a handler of plain `node:http`. */
export function answerWithProblem(log: Logger, req: IncomingMessage, res: ServerResponse, error: unknown): void {
  const problem = problemOf(error);
  const id = traceIdOf(currentTraceparent());
  logProblem(log, problem, id, req);
  if (res.headersSent) {
    // Half an answer must not look like a whole one.
    res.destroy();
    return;
  }
  sendProblem(res, problem, preferredLanguage(req.headers['accept-language']), id);
}

/** "ja" unless `Accept-Language` prefers English. */
export function preferredLanguage(header: string | undefined): 'ja' | 'en' {
  let best: { language: 'ja' | 'en'; quality: number } = { language: 'ja', quality: 0 };
  for (const [, tag, q] of (header ?? '').matchAll(/\b(ja|en)(?:-[a-z0-9]+)*\s*(?:;\s*q=([\d.]+))?\s*(?:,|$)/gi)) {
    const quality = q === undefined ? 1 : Number(q);
    if (quality > best.quality) best = { language: tag?.toLowerCase() === 'en' ? 'en' : 'ja', quality };
  }
  return best.language;
}

function sendProblem(res: ServerResponse, problem: Problem, language: 'ja' | 'en', id: string): void {
  const { status, retry } = errorEntry(problem.code);
  const text = JSON.stringify(presentProblem(problem, language, id));
  res
    .writeHead(status, {
      ...(retry === true && status === 503 ? { 'retry-after': '1' } : {}),
      ...problem.headers,
      [problemHeader]: problem.code,
      'content-language': language,
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

function logProblem(log: Logger, problem: Problem, id: string, req: IncomingMessage): void {
  // The query is left out: it may carry what must not be logged.
  const facts = { problem: problem.code, id, method: req.method, path: pathOf(req) };
  if (problem.status >= 500) log.error({ ...facts, err: problem.cause ?? problem }, 'request failed');
  else log.debug(facts, 'request refused');
}

const pathOf = (req: IncomingMessage): string => {
  const url = 'originalUrl' in req && typeof req.originalUrl === 'string' ? req.originalUrl : (req.url ?? '');
  return url.split('?', 1)[0] ?? '';
};
