import { HttpClient, HttpErrorResponse, httpResource } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { map, type Observable, of, switchMap, throwError } from 'rxjs';
import { AgentSettings, areSame } from './agent-settings';

const url = '/api/console/v1/agent-settings';

/** State and calls of the settings of the agents. */
@Injectable()
export class AgentSettingsDirectory {
  private readonly http = inject(HttpClient);
  readonly settings = httpResource<AgentSettings>(() => ({ url }), { parse: AgentSettings.parse });

  /**
   * Puts `after` where `before` was. The settings are looked at first: what somebody else has decided meanwhile is
   * a conflict and stays; where they are `after` already, an earlier try whose answer was lost had come through.
   */
  change(before: AgentSettings, after: AgentSettings): Observable<AgentSettings> {
    return this.http.get(url).pipe(
      map((body) => AgentSettings.parse(body)),
      switchMap((now) => {
        if (areSame(now, after)) return of(now);
        if (!areSame(now, before)) return throwError(() => new HttpErrorResponse({ url, status: 409, error: { code: 'version-conflict' } }));
        return this.http.put(url, after).pipe(map((body) => AgentSettings.parse(body)));
      }),
    );
  }
}
