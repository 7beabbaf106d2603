import { Router } from 'express';
import type { People } from '../people/people.ts';
import { html } from '../pages/html.ts';
import type { Screens } from './screen.ts';

export function homeRoutes(screens: Screens, people: People, today: () => string): Router {
  return Router()
    .get('/', screens.guarded((req, res, administrator) => {
      screens.show(req, res, { title: (t) => t.home, service: 'attendance' }, (t) => html`
<h1>${t.welcome}${administrator.name}</h1>
<p>${t.homeLead}</p>
<div class="cards">
<a class="sheet" href="/daily-data"><strong>${t.dailyData}</strong>${t.dailyDataLead}</a>
<a class="sheet" href="/employees"><strong>${t.employees}</strong>${t.employeesLead}</a>
</div>`);
    }))
    .get('/employees', screens.guarded((req, res) => {
      const divisions = new Map(people.all('divisions').map((division) => [division.code, division]));
      const date = today();
      screens.show(req, res, { title: (t) => t.employees, service: 'attendance' }, (t) => html`
<h1>${t.employees}</h1>
<div class="sheet scroll" tabindex="0" role="region" aria-label="${t.employees}"><table>
<thead><tr><th scope="col">${t.code}</th><th scope="col">${t.name}</th><th scope="col">${t.division}</th><th scope="col">${t.dayBorder}</th><th scope="col">${t.mail}</th><th scope="col">${t.hired}</th></tr></thead>
<tbody>${people.all('employees').map((employee) => html`<tr>
<td>${employee.code}</td><td>${employee.lastName} ${employee.firstName}</td>
<td>${divisions.get(employee.divisionCode)?.name ?? employee.divisionCode}</td><td>${divisions.get(employee.divisionCode)?.dayBorderTime}</td>
<td>${employee.emailAddresses[0]}</td>
<td>${employee.hiredDate} ${employee.hiredDate !== undefined && employee.hiredDate > date && html`<span class="tentative">${t.notHiredYet}</span>`}
${employee.resignationDate !== undefined && employee.resignationDate < date && html`<span class="tentative">${t.left} ${employee.resignationDate}</span>`}</td></tr>`)}</tbody>
</table></div>`);
    }));
}
