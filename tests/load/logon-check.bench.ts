import { randomUUID } from 'node:crypto';
import type { Story } from '../e2e/support/story.ts';
import { type FleetPc, post, registerOtp, windowsSid } from './fleet.ts';
import { atRate, cpuOf, inParallel, percentile, rounded } from './measure.ts';
import { startPeer } from './peer.ts';

/** A PC may ask for 30 checks in five minutes; some are kept for the second half. */
const checksPerPc = 14;

const check = (): Record<string, unknown> => ({
  checkId: randomUUID(),
  windowsSid,
  scenario: 'logon',
  factors: ['password', 'otp'],
  code: String(Math.floor(Math.random() * 1_000_000)).padStart(6, '0'),
});

/** The whole way of a check, gateway → identity → Redis → Kafka, beside raw node:http + one Redis function. */
export const benchLogonCheck = async (story: Story, fleet: readonly FleetPc[]): Promise<void> => {
  const users = new Map(fleet.map((pc) => [pc.user.userId, pc]));
  await inParallel([...users.values()], 4, async (pc) => void (await registerOtp(pc)));

  const url = `${story.genkan.gateways[0]!.url}/api/agent/v1/logon-checks`;
  const work = fleet.flatMap((pc) => Array.from({ length: checksPerPc }, () => pc));
  const statuses = new Map<number, number>();
  const ask = async (pc: FleetPc): Promise<void> => {
    const { status } = await post(url, check(), pc);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  const pids = {
    gateway: story.genkan.gateways[0]!.pid,
    identity: story.genkan.services.identity.pid,
    redis: story.servers.redis.pid!,
  };
  await inParallel(work.slice(0, 500), 16, ask); // warm-up, thrown away
  const full = await cpuOf(pids, () => inParallel(work.slice(500), 32, ask));
  const rate = full.result.length / full.seconds;
  const half = await atRate(work.slice(0, Math.min(work.length, Math.ceil(rate * 4))), rate / 2, ask);

  const peer = await startPeer('raw-check', { GENKAN_REDIS_URL: story.servers.redis.url });
  const raw = async (pc: FleetPc): Promise<void> => void (await post(peer.url, check(), pc));
  await inParallel(work.slice(0, 500), 16, raw);
  const floor = await cpuOf({ raw: peer.pid, redis: story.servers.redis.pid! }, () => inParallel(work.slice(500), 32, raw));
  await peer.stop();

  console.log('\nOTP check through gateway and identity (beside raw node:http + one Redis function)');
  console.table([
    {
      what: 'gateway + identity + Redis',
      checks: full.result.length,
      'checks/s': rounded(rate, 0),
      'checks per CPU-second': rounded(full.result.length / full.total, 0),
      'µs CPU gateway': rounded((full.cpu['gateway']! / full.result.length) * 1e6, 0),
      'µs CPU identity': rounded((full.cpu['identity']! / full.result.length) * 1e6, 0),
      'µs CPU Redis': rounded((full.cpu['redis']! / full.result.length) * 1e6, 0),
      'p50 ms at half load': rounded(percentile(half, 0.5)),
      'p99 ms at half load': rounded(percentile(half, 0.99)),
    },
    {
      what: 'raw node:http + one Redis function',
      checks: floor.result.length,
      'checks/s': rounded(floor.result.length / floor.seconds, 0),
      'checks per CPU-second': rounded(floor.result.length / floor.total, 0),
      'µs CPU Redis': rounded((floor.cpu['redis']! / floor.result.length) * 1e6, 0),
    },
  ]);
  console.log('answers by status:', Object.fromEntries(statuses));
};
