import { Problem, administratorOf, parse } from '@genkan/service-kit';
import type { AdministratorCaller, GatewayGuards } from '@genkan/service-kit';
import { Router } from 'express';
import { presentLogEntries } from './log-entry.presenter.ts';
import { LogEntriesRequest } from './log-entry.schema.ts';
import type { SearchLogEntries, Viewer } from './search-log-entries.ts';

export function logEntryRoutes(search: SearchLogEntries, guards: GatewayGuards): Router {
  return Router().get('/log-entries', guards.administrator, async (req, res) => {
    const { query } = parse(LogEntriesRequest, req);
    const answer = await search(viewerOf(administratorOf(req)), query);
    switch (answer.outcome) {
      case 'cursor-invalid':
        throw new Problem('cursor-invalid');
      case 'period-too-long':
        throw new Problem('log-period-too-long');
      case 'period-reversed':
        throw new Problem('invalid-request', {
          fields: [
            {
              path: 'query.to',
              code: 'period-reversed',
              message: { ja: '終了は開始より後にしてください', en: 'The end must be after the beginning' },
            },
          ],
        });
      case 'found':
        res.json(presentLogEntries(answer));
    }
  });
}

function viewerOf({ companyId, administratorKey, level, divisions }: AdministratorCaller): Viewer {
  return { companyId, administratorKey, divisions: level === 'all-access' ? null : divisions };
}
