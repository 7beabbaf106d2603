import { json, Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { makeDailyData } from '../daily-data/daily-data.ts';
import type { Punches } from '../daily-data/punches.store.ts';
import type { Accounts } from '../home/accounts.ts';
import { clientId } from '../oidc/provider.ts';
import { Edit, EditRefused, type Kind, type People } from '../people/people.ts';
import { company } from '../people/person.ts';
import type { Seed } from '../people/seed.ts';
import type { Settings } from '../store/settings.ts';
import { Fault, type Faults } from '../web-api/faults.ts';
import type { TimeRecords } from '../web-api/time-records.ts';
import type { CallLog } from '../web-api/web-api.routes.ts';

export interface Control {
  publicUrl: string;
  webApiToken: string;
  accounts: Accounts;
  people: People;
  seed: () => Seed;
  faults: Faults;
  calls: CallLog;
  timeRecords: TimeRecords;
  punches: Punches;
  settings: Settings;
  today: () => string;
}

const Faulty = z.strictObject({ faults: z.array(Fault).min(1).max(100) });
const Edits = z.strictObject({ edits: z.array(Edit).min(1).max(5_000) });
const CompanyChange = z.strictObject({ contracted: z.boolean() });

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
// What stands here has no login: it is for programs on the same machine.
const onlyThisMachine: RequestHandler = (req, res, next) => {
  if (loopback.has(req.socket.remoteAddress ?? '')) return next();
  res.status(403).json({ error: 'only from this machine' });
};

/** Reads the body by the schema or answers 400 with what is wrong. */
function read<S extends z.ZodType>(schema: S, req: Request, res: Response): z.infer<S> | undefined {
  const parsed = schema.safeParse(req.body);
  if (parsed.success) return parsed.data;
  res.status(400).json({ error: z.prettifyError(parsed.error) });
  return undefined;
}

/** The handles for tests and for the local stack; no page links here. */
export function simulatorRoutes(control: Control): Router {
  const { people, faults, punches, calls, today } = control;
  const edit = (kind: Kind): RequestHandler => (req, res) => {
    const body = read(Edits, req, res);
    if (!body) return;
    try {
      res.json({ [kind]: people.edit(kind, body.edits) });
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error;
      res.status(409).json({ error: error.message });
    }
  };

  return Router()
    .use(onlyThisMachine, json({ limit: '8mb' }))
    .get('/accounts', (_req, res) => {
      res.json({
        publicUrl: control.publicUrl,
        webApi: { baseUrl: `${control.publicUrl}/v1.0`, token: control.webApiToken },
        oidc: { issuer: control.publicUrl, clientId },
        company: { code: company.code, name: company.name },
        accounts: control.accounts.all(),
      });
    })
    .get('/faults', (_req, res) => void res.json({ faults: faults.pending() }))
    .post('/faults', (req, res) => {
      const body = read(Faulty, req, res);
      if (!body) return;
      faults.add(body.faults);
      res.json({ faults: faults.pending() });
    })
    .delete('/faults', (_req, res) => {
      faults.clear();
      res.sendStatus(204);
    })
    .get('/employees', (_req, res) => void res.json({ employees: people.all('employees') }))
    .post('/employees', edit('employees'))
    .get('/divisions', (_req, res) => void res.json({ divisions: people.all('divisions') }))
    .post('/divisions', edit('divisions'))
    .get('/administrators', (_req, res) => void res.json({ administrators: people.all('administrators') }))
    .post('/administrators', edit('administrators'))
    .post('/company', (req, res) => {
      const body = read(CompanyChange, req, res);
      if (!body) return;
      control.settings.set('contracted', String(body.contracted));
      res.json(body);
    })
    .get('/calls', (_req, res) => void res.json({ calls: calls.all() }))
    .get('/daily-data', (req, res) => {
      const date = z.iso.date().catch(today()).parse(req.query['date']);
      res.json({ date, rows: makeDailyData(people.all('employees'), punches.ofDay(date)).filter((row) => row.clockIn || row.clockOut || row.breaks.length > 0) });
    })
    .get('/punches', (req, res) => {
      const employeeKey = z.string().max(200).catch('').parse(req.query['employeeKey']);
      res.json({ punches: punches.ofEmployee(employeeKey) });
    })
    .post('/reset', (_req, res) => {
      people.reset(control.seed());
      faults.clear();
      calls.clear();
      control.timeRecords.clear();
      control.settings.set('contracted', 'true');
      res.sendStatus(204);
    });
}
