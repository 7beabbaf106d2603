import { HttpBackend, HttpErrorResponse, type HttpEvent, type HttpRequest, HttpResponse } from '@angular/common/http';
import { type Provider } from '@angular/core';
import { type Observable, of, throwError } from 'rxjs';

type Answer = { body: unknown; status?: number };

/** Answers calls in the order a spec scripts them and remembers what was asked. */
export class ScriptedBackend {
  readonly asked: HttpRequest<unknown>[] = [];
  private readonly answers: Answer[] = [];

  readonly provider: Provider = { provide: HttpBackend, useValue: { handle: (request: HttpRequest<unknown>) => this.handle(request) } };

  /** Status 0: no answer came. */
  answer(body: unknown, status = 200): this {
    this.answers.push({ body, status });
    return this;
  }

  private handle(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    this.asked.push(request);
    const next = this.answers.shift();
    if (!next) return throwError(() => new Error(`no answer is scripted for ${request.method} ${request.url}`));
    const { body, status = 200 } = next;
    if (status === 0 || status >= 400) return throwError(() => new HttpErrorResponse({ error: body, status, url: request.url }));
    return of(new HttpResponse({ body, status, url: request.url }));
  }
}
