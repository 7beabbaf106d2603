// `npm run bench`: the figures of the README of tests/, each beside its peer in the same run. `npm run bench -- <name>` runs one.
import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { startStory } from '../e2e/support/story.ts';
import { benchEventToPunch } from './event-to-punch.bench.ts';
import { enrolFleet } from './fleet.ts';
import { benchLogonCheck } from './logon-check.bench.ts';
import { benchSessionEvents } from './session-events.bench.ts';
import { benchStart } from './start.bench.ts';
import { benchWindowsLogon } from './windows-logon.bench.ts';

const chosen = process.argv.slice(2);
const isChosen = (name: string): boolean => chosen.length === 0 || chosen.includes(name);
const script = (path: string): void => void execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '..', '..', path)], { stdio: 'inherit' });

console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`);
if (isChosen('business-day')) script('tests/load/business-day.bench.ts');
if (isChosen('totp')) script('services/identity/src/otp-credential/totp.bench.ts');
if (isChosen('start')) benchStart();
if (isChosen('windows-logon')) benchWindowsLogon();

const onStack = ['logon-check', 'session-events', 'event-to-punch'].filter(isChosen);
if (onStack.length > 0) {
  // One proxy is trusted, so that the PCs of the run come from addresses of their own.
  const story = await startStory({ env: { 'gateway-1': { GENKAN_TRUST_PROXY: '1', GENKAN_LOG_LEVEL: 'warn' } } });
  try {
    const fleet = await enrolFleet(story, [...story.demo.otpUsers, ...story.demo.passwordUsers], 400);
    if (onStack.includes('event-to-punch')) await benchEventToPunch(story, fleet);
    if (onStack.includes('session-events')) await benchSessionEvents(story, fleet);
    if (onStack.includes('logon-check')) await benchLogonCheck(story, fleet);
  } finally {
    await story.end();
  }
}
