import type { Routes } from '@angular/router';
import { loggedIn } from './session/logged-in';
import { keepEdits } from './shared/unsaved-edits';

export const routes: Routes = [
  {
    path: '',
    canActivate: [loggedIn],
    loadComponent: () => import('./frame/frame').then((m) => m.Frame),
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'log' },
      { path: 'log', title: 'log.title', loadComponent: () => import('./log-view/log-view').then((m) => m.LogView) },
      { path: 'users', title: 'users.title', loadComponent: () => import('./users/user-list').then((m) => m.UserList) },
      { path: 'devices', title: 'devices.title', loadComponent: () => import('./devices/device-list').then((m) => m.DeviceList) },
      { path: 'break-glass', title: 'break-glass.title', loadComponent: () => import('./break-glass/request-list').then((m) => m.RequestList) },
      {
        path: 'agent-settings',
        title: 'agent-settings.title',
        canDeactivate: [keepEdits],
        loadComponent: () => import('./agent-settings/agent-settings-page').then((m) => m.AgentSettingsPage),
      },
    ],
  },
  { path: 'logged-out', title: 'loggedOut.title', loadComponent: () => import('./session/logged-out').then((m) => m.LoggedOut) },
  { path: '**', title: 'notFound.title', loadComponent: () => import('./shared/not-found').then((m) => m.NotFound) },
];
