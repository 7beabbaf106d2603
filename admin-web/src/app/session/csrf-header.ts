import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject, Injector } from '@angular/core';
import { Router } from '@angular/router';
import { tap } from 'rxjs';
import { Session } from './session';

const safe = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Adds the CSRF token to unsafe calls, and leaves for the logged-out page when the session has ended. */
export const csrfHeader: HttpInterceptorFn = (request, next) => {
  if (!request.url.startsWith('/api/console/')) return next(request);
  const injector = inject(Injector);
  // Looked up late: Session itself needs HttpClient.
  const session = injector.get(Session);
  const token = session.info()?.csrfToken;
  const sent = token && !safe.has(request.method) ? request.clone({ setHeaders: { 'genkan-csrf': token } }) : request;
  return next(sent).pipe(
    tap({
      error: (error: unknown) => {
        const ended = error instanceof HttpErrorResponse && error.status === 401 && session.info() !== null;
        if (!ended) return;
        session.forget();
        void injector.get(Router).navigateByUrl('/logged-out?reason=ended');
      },
    }),
  );
};
