import { inject } from '@angular/core';
import { type CanActivateFn, Router } from '@angular/router';
import { Session } from './session';

export const loggedIn: CanActivateFn = () =>
  inject(Session).info() !== null || inject(Router).createUrlTree(['/logged-out']);
