import { HttpClient, httpResource } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { map, type Observable } from 'rxjs';
import { type Device, DevicePage, EnrolmentToken } from './device';

/** State and calls of the PC list. */
@Injectable()
export class DeviceDirectory {
  private readonly http = inject(HttpClient);
  readonly page = httpResource<DevicePage>(() => ({ url: '/api/console/v1/devices' }), { parse: DevicePage.parse });

  issueEnrolmentToken(): Observable<EnrolmentToken> {
    const order = { uses: 100, validHours: 168, label: 'console' };
    return this.http.post('/api/console/v1/enrolment-tokens', order).pipe(map((body) => EnrolmentToken.parse(body)));
  }

  revoke(device: Device): Observable<unknown> {
    return this.http.post(`/api/console/v1/devices/${encodeURIComponent(device.deviceId)}/revocation`, {});
  }
}
