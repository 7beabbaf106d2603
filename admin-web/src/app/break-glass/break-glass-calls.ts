import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { map, type Observable } from 'rxjs';
import { BreakGlassCode, BreakGlassRequest, BreakGlassRequests } from './break-glass';

export const requestsUrl = '/api/console/v1/break-glass-requests';

/** What the console asks and tells about break-glass codes. */
@Injectable({ providedIn: 'root' })
export class BreakGlassCalls {
  private readonly http = inject(HttpClient);

  list(): Observable<readonly BreakGlassRequest[]> {
    return this.http.get(requestsUrl).pipe(map((body) => BreakGlassRequests.parse(body).requests));
  }

  request(deviceId: string, reason: string): Observable<BreakGlassRequest> {
    return this.http.post(`/api/console/v1/devices/${encodeURIComponent(deviceId)}/break-glass-requests`, { reason }).pipe(map((body) => BreakGlassRequest.parse(body)));
  }

  decide({ requestId }: BreakGlassRequest, decision: 'approval' | 'refusal'): Observable<BreakGlassRequest> {
    return this.http.post(`${requestsUrl}/${encodeURIComponent(requestId)}/${decision}`, {}).pipe(map((body) => BreakGlassRequest.parse(body)));
  }

  /** Works once. */
  code({ requestId }: BreakGlassRequest): Observable<BreakGlassCode> {
    return this.http.post(`${requestsUrl}/${encodeURIComponent(requestId)}/code`, {}).pipe(map((body) => BreakGlassCode.parse(body)));
  }
}
