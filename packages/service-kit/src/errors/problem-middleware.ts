import type { ErrorRequestHandler, Request, Response } from 'express';
import { currentTraceparent, traceIdOf } from '../trace.ts';
import type { Logger } from '../log.ts';
import { errorEntry } from './error-table.ts';
import { presentProblem, type Problem } from './problem.ts';
import { problemOf } from './problem-of.ts';

/** Turns whatever a route threw into `application/problem+json`; the one place that does. */
export const problemMiddleware =
  (log: Logger): ErrorRequestHandler =>
  (error: unknown, req, res, _next) => {
    const problem = problemOf(error);
    const id = traceIdOf(currentTraceparent());
    logProblem(log, problem, id, req);
    if (res.headersSent) {
      // Half an answer must not look like a whole one.
      res.destroy();
      return;
    }
    sendProblem(res, problem, req.acceptsLanguages('ja', 'en') === 'en' ? 'en' : 'ja', id);
  };

/** Writes the answer for a problem. */
export function sendProblem(res: Response, problem: Problem, language: 'ja' | 'en', id: string): void {
  const entry = errorEntry(problem.code);
  if (entry.retry === true && entry.status === 503) res.set('retry-after', '1');
  res
    .status(entry.status)
    .set({ 'content-language': language, ...problem.headers })
    .type('application/problem+json')
    .send(JSON.stringify(presentProblem(problem, language, id)));
}

function logProblem(log: Logger, problem: Problem, id: string, req: Request): void {
  const facts = { problem: problem.code, id, method: req.method, path: req.path };
  if (problem.status >= 500) log.error({ ...facts, err: problem.cause ?? problem }, 'request failed');
  else log.debug(facts, 'request refused');
}
