import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { until } from '@genkan/local-stack';

/** A port of 127.0.0.1 that answers no SYN. */
export interface BlackHole {
  close(): Promise<void>;
}

// Its queue of connections is as short as Node allows, and it is stopped before it takes any.
const listener = "require('node:net').createServer().listen({ port: Number(process.argv[1]), host: '127.0.0.1', backlog: 1 }, () => process.stdout.write('listening'))";

/** More connections than the queue takes. */
const crowd = 8;

const isStopped = (pid: number): boolean => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').startsWith('T');

/** Whether somebody waits for the answer to a SYN to this port (proc_net_tcp(5): state 02). */
const synUnanswered = (port: number): boolean => {
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8').split('\n').some((line) => {
    const [, , to, state] = line.trim().split(/\s+/);
    return to === remote && state === '02';
  });
};

/** Linux drops a SYN when nobody takes the connections that wait already; needs no rights, unlike a firewall's rule. */
export const openBlackHole = async (port: number): Promise<BlackHole> => {
  const child = spawn(process.execPath, ['-e', listener, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const waiting: Socket[] = [];
  const close = async (): Promise<void> => {
    waiting.forEach((socket) => socket.destroy());
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill('SIGKILL')) await ended;
  };
  try {
    await once(child.stdout, 'data', { signal: AbortSignal.timeout(20_000) });
    process.kill(child.pid!, 'SIGSTOP');
    await until('The stop of the listener', 5_000, async () => isStopped(child.pid!));
    for (let at = 0; at < crowd; at += 1) waiting.push(connect(port, '127.0.0.1').on('error', () => undefined));
    await until('A connection that is not answered', 5_000, async () => synUnanswered(port));
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
};
