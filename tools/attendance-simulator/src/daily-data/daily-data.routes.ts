import { Router } from 'express';
import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Screens } from '../home/screen.ts';
import { html, type Markup } from '../pages/html.ts';
import type { Texts } from '../pages/texts.ts';
import type { People } from '../people/people.ts';
import { makeDailyData, type ShownPunch } from './daily-data.ts';
import type { Punches } from './punches.store.ts';

export interface DailyDataPages {
  screens: Screens;
  people: People;
  punches: Punches;
  /** Whether the simulator reads the punch topic. */
  connected: boolean;
  /** Today in Japan, YYYY-MM-DD. */
  today: () => string;
}

const shift = (date: string, days: number): string => DateTime.fromISO(date).plus({ days }).toISODate()!;
const hours = (minutes: number | undefined): string => (minutes === undefined ? '' : `${Math.floor(minutes / 60)}:${String(Math.round(minutes) % 60).padStart(2, '0')}`);

const punchCell = (t: Texts, punch: ShownPunch | undefined): Markup =>
  punch
    ? html`${punch.time}<span class="mark">${punch.mark}</span>${punch.tentative && html`<span class="tentative">${t.tentative}</span>`}${punch.estimated && html`<span class="estimated">${t.estimated}</span>`}`
    : html`<span class="quiet">–</span>`;

export function dailyDataRoutes({ screens, people, punches, connected, today }: DailyDataPages): Router {
  return Router()
    .get('/daily-data', screens.guarded((req, res) => {
      const date = z.iso.date().catch(today()).parse(req.query['date']);
      const everyone = req.query['everyone'] === 'yes';
      const divisions = new Map(people.all('divisions').map((division) => [division.code, division.name]));
      const rows = makeDailyData(people.all('employees'), punches.ofDay(date)).filter((row) => everyone || row.clockIn || row.clockOut || row.breaks.length > 0);
      const link = (to: string, all: boolean): string => `/daily-data?date=${to}${all ? '&everyone=yes' : ''}`;
      screens.show(req, res, { title: (t) => `${t.dailyData} ${date}`, service: 'attendance' }, (t) => html`
<h1>${t.dailyData}</h1>
<form class="bar" method="get" action="/daily-data">
<a href="${link(shift(date, -1), everyone)}">${t.previousDay}</a>
<div><label for="date">${t.date}</label><input id="date" type="date" name="date" value="${date}" required></div>
${everyone && html`<input type="hidden" name="everyone" value="yes">`}
<button>${t.show}</button>
<a href="${link(shift(date, 1), everyone)}">${t.nextDay}</a>
<a href="${link(date, !everyone)}">${everyone ? t.onlyPunched : t.everyone}</a>
</form>
${!connected && html`<p class="refused" role="alert">${t.notConnected}</p>`}
${rows.length === 0
  ? html`<p class="sheet">${t.noPunches}</p>`
  : html`<div class="sheet scroll" tabindex="0" role="region" aria-label="${t.dailyData}"><table>
<thead><tr><th scope="col">${t.code}</th><th scope="col">${t.name}</th><th scope="col">${t.division}</th><th scope="col">${t.clockIn}</th><th scope="col">${t.breaks}</th><th scope="col">${t.clockOut}</th><th scope="col">${t.worked}</th></tr></thead>
<tbody>${rows.map((row) => html`<tr data-employee-key="${row.employeeKey}">
<td>${row.employeeCode}</td><td>${row.name}</td><td>${divisions.get(row.divisionCode) ?? row.divisionCode}</td>
<td class="time">${punchCell(t, row.clockIn)}</td>
<td class="time">${row.breaks.map(({ start, end }) => html`<div>${punchCell(t, start)} – ${punchCell(t, end)}</div>`)}</td>
<td class="time">${punchCell(t, row.clockOut)}</td><td class="time">${hours(row.workedMinutes)}</td></tr>`)}</tbody>
</table></div>`}
<p class="quiet">${t.legend}</p>`);
    }))
    .get('/analytics', screens.guarded((req, res) => {
      const to = today();
      const days = Array.from({ length: 7 }, (_, index) => shift(to, -index));
      const since = Map.groupBy(punches.since(shift(to, -6)), (punch) => punch.businessDay);
      const rows = days.flatMap((date) => makeDailyData(people.all('employees'), since.get(date) ?? []));
      const perDivision = people.all('divisions').map((division) => {
        const worked = rows.filter((row) => row.divisionCode === division.code);
        const minutes = worked.flatMap((row) => row.workedMinutes ?? []);
        return {
          name: division.name,
          present: worked.filter((row) => row.clockIn).length,
          average: minutes.length === 0 ? undefined : minutes.reduce((a, b) => a + b, 0) / minutes.length,
        };
      });
      screens.show(req, res, { title: (t) => t.analytics, service: 'analytics' }, (t) => html`
<h1>${t.analytics}</h1><p>${t.analyticsLead}</p>
<div class="sheet scroll"><table>
<thead><tr><th scope="col">${t.division}</th><th scope="col">${t.present}</th><th scope="col">${t.average}</th></tr></thead>
<tbody>${perDivision.map((row) => html`<tr><td>${row.name}</td><td>${row.present}</td><td class="time">${hours(row.average) || '–'}</td></tr>`)}</tbody>
</table></div>`);
    }));
}
